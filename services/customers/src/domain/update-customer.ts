import {
  invalidInput,
  isId,
  notFound,
  parseInput,
  transactional,
  versionConflict,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import { language, optionalLine } from '@customer-graph/text';
import { z } from 'zod';
import { changeCustomer, unlessTaken, type CustomerChange } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { recordHistory, type HistoryType } from '../db/history.ts';
import { postMail } from '../mail/post-mail.ts';
import { emailTaken, type EmailTakenError } from './answers.ts';
import { changeConsent } from './change-consent.ts';
import { correctEmail } from './correct-email.ts';
import { customerPayload, type Customer, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import { email, profile } from './fields.ts';
import { requestLink } from './mail-link.ts';
import type { Module } from './module.ts';

const editable = profile.extend({
  email: email.nullish(),
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
  marketingConsentSource: optionalLine(50).nullish(),
});
type Edit = z.output<typeof editable>;

export interface UpdateCustomer {
  readonly scope: Scope;
  readonly id: string;
  readonly input: unknown;
  /** Why, for the account's history. */
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
}
type Result =
  CustomerPayload | InvalidInputError | NotFoundError | EmailTakenError | VersionConflictError;

/**
 * Changes what is known of a customer: absent fields stay, null clears, and what is so already is no change. Tombstones cannot
 * be changed and count as missing.
 */
export async function updateCustomer(
  module: Module,
  { scope, id, input, reason, expectedVersion }: UpdateCustomer,
): Promise<Result> {
  const parsed = parseInput(editable, input);
  if (!parsed.ok) return parsed.error;
  const why = parseInput(optionalLine(500).nullish(), reason, 'reason');
  if (!why.ok) return why.error;
  if (scope.customerId !== null && parsed.value.email) return provenByMailOnly();
  if (!isId(id)) return notFound('customer');
  return unlessTaken(
    () =>
      transactional(module.db.writerOf(subjects.customer(id)), async (tx): Promise<Result> => {
        const before = await lockEditable(tx, scope, id);
        if (!before) return notFound('customer');
        if (expectedVersion != null && expectedVersion !== before.version)
          return versionConflict(before.version);
        const change = await applyEdit(tx, before, parsed.value, {
          actor: scope.actor,
          detail: why.value ?? null,
        });
        if (Object.keys(change).length === 0) return customerPayload(before);
        const after = await changeCustomer(tx, before, change);
        if (change.emailNormal) await mailBoth(tx, before, after);
        return customerPayload(after);
      }),
    emailTaken(),
  );
}

/** Records what changes in a locked customer's history. @returns the fields that differ */
async function applyEdit(
  tx: Transaction,
  customer: Customer,
  { email: address, marketingConsent, marketingConsentSource, ...edit }: Edit,
  entry: { readonly actor: string; readonly detail: string | null },
): Promise<CustomerChange> {
  const source = marketingConsentSource ?? entry.actor.split(':')[0] ?? entry.actor;
  const { firstName, lastName, phone, preferredLanguage } = edit;
  const changes: [HistoryType, CustomerChange][] = [
    ['PROFILE_CHANGED', differing(customer, { firstName, lastName, phone })],
    ['EMAIL_CHANGED', await correctEmail(tx, customer, address)],
    [
      'PREFERENCES_CHANGED',
      {
        ...differing(customer, { preferredLanguage }),
        ...(await changeConsent(tx, customer, { granted: marketingConsent, source })),
      },
    ],
  ];
  for (const [type, change] of changes)
    if (Object.keys(change).length > 0) await recordHistory(tx, customer, { type, ...entry });
  return changes.reduce<CustomerChange>((all, [, change]) => ({ ...all, ...change }), {});
}

type PlainField = 'firstName' | 'lastName' | 'phone' | 'preferredLanguage';

const differing = (
  customer: Customer,
  wanted: Partial<Record<PlainField, string | null | undefined>>,
): CustomerChange =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && value !== customer[name as PlainField],
    ),
  );

/** The new address gets its link, and who had the old one learns of it, if that had been proven. */
async function mailBoth(tx: Transaction, before: Customer, after: Customer): Promise<void> {
  const { id: customerId, storeId, preferredLanguage: language } = after;
  if (before.email !== null && before.emailVerifiedAt)
    await postMail(tx, { storeId, customerId, kind: 'email-changed', to: before.email, language });
  await requestLink(tx, after, 'address-corrected');
}

const provenByMailOnly = () =>
  invalidInput([
    {
      path: ['input', 'email'],
      code: 'NOT_ALLOWED',
      message: 'Use requestEmailChange to change your e-mail address.',
    },
  ]);
