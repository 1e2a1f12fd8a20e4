import {
  invalidInput,
  parseArguments,
  transactional,
  type InvalidInputError,
  type Scope,
} from '@customer-graph/subgraph';
import { line } from '@customer-graph/text';
import { z } from 'zod';
import { findCustomerByEmail } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { lockAddress } from '../db/mail-tokens.ts';
import { findOpenErasureOf, insertErasure } from '../db/privacy-requests.ts';
import { eraseContact } from './erase-contact.ts';
import { email } from './fields.ts';
import type { Module } from './module.ts';
import { noticeErasure } from './privacy-notices.ts';
import type { PrivacyRequest } from './privacy-request.ts';

export interface RequestErasureByEmail {
  readonly scope: Scope;
  readonly email: string;
  readonly reason: string;
}

const args = z.object({ email, reason: line(500) });
type Wanted = z.output<typeof args>;

/** Has the data of a person without an account removed at the word of staff, after the store's waiting time. */
export async function requestErasureByEmail(
  module: Module,
  { scope, ...given }: RequestErasureByEmail,
): Promise<PrivacyRequest | InvalidInputError> {
  const parsed = parseArguments(args, given);
  if (!parsed.ok) return parsed.error;
  return transactional(module.db.prisma, (tx) => schedule(module, tx, scope, parsed.value));
}

async function schedule(
  module: Module,
  tx: Transaction,
  { storeId, actor }: Scope,
  { email: address, reason }: Wanted,
): Promise<PrivacyRequest | InvalidInputError> {
  // Whoever is proving the address at this moment has an account before or after this.
  await lockAddress(tx, storeId, address);
  const open = await findOpenErasureOf(tx, storeId, address.normal);
  if (open) return open;
  const customer = await findCustomerByEmail(tx, storeId, address.normal);
  if (customer?.emailVerifiedAt) return hasAccount();
  const { erasureWaitDays } = module.settingsOf(storeId);
  const request = await insertErasure(
    tx,
    {
      ...{ storeId, customerId: null, requestedBy: actor, reason },
      contactEmails: [address.normal],
      modules: Object.keys(module.privacyModules),
    },
    erasureWaitDays,
  );
  if (erasureWaitDays === 0) return eraseContact(module, tx, request);
  await noticeErasure(tx, request, { kind: 'erasure-requested', actor });
  return request;
}

const hasAccount = () =>
  invalidInput([
    {
      path: ['email'],
      code: 'NOT_ALLOWED',
      message:
        'A customer of this store has verified this address. Use requestCustomerErasure with the id of the customer.',
    },
  ]);
