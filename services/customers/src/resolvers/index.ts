import { AddressPayload } from './AddressPayload.ts';
import { Customer } from './Customer.ts';
import { CustomerHistoryEntry } from './CustomerHistoryEntry.ts';
import { CustomerPreferences } from './CustomerPreferences.ts';
import { MarketingConsent } from './MarketingConsent.ts';
import { ModuleReceipt } from './ModuleReceipt.ts';
import { Mutation } from './Mutation.ts';
import { PrivacyRequest } from './PrivacyRequest.ts';
import { Query } from './Query.ts';
import { CountryCode, DateTime, Locale } from './scalars.ts';

export const resolvers = {
  AddressPayload,
  CountryCode,
  Customer,
  CustomerHistoryEntry,
  CustomerPreferences,
  DateTime,
  Locale,
  MarketingConsent,
  ModuleReceipt,
  Mutation,
  PrivacyRequest,
  Query,
};
