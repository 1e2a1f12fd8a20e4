import { transactional, type InvalidInputError, type Scope } from '@customer-graph/subgraph';
import type { LoyaltyAccountPayload } from './account.ts';
import type { ReferenceError } from '@customer-graph/customer-references';
import { programNotActive, type ProgramNotActiveError } from './failures.ts';
import type { Module } from './module.ts';
import { subjectOf } from './subject.ts';
import { accountToGive, prepareWrite } from './write.ts';

export type EnrollCustomerResult =
  LoyaltyAccountPayload | InvalidInputError | ReferenceError | ProgramNotActiveError;

/** Opens the customer's account, or answers the one it has. */
export async function enrollCustomer(
  module: Module,
  { storeId, actor, customerId: own }: Scope,
  named: string | null | undefined,
): Promise<EnrollCustomerResult> {
  const customerId = subjectOf(own, named, ['customerId']);
  if (typeof customerId !== 'string') return customerId;
  const unwanted = await module.customerReferences.check(storeId, customerId);
  const writer = module.db.writerOf(customerId);
  const caller = { storeId, customerId: own };
  return module.customerReferences.asCaller(writer, caller, (db) =>
    transactional(db, async (tx): Promise<EnrollCustomerResult> => {
      const write = await prepareWrite(module, tx, { storeId, actor, customerId });
      const refused = write.program.active ? await unwanted(tx) : programNotActive();
      if (refused) return refused;
      return { __typename: 'LoyaltyAccountPayload', account: await accountToGive(tx, write) };
    }),
  );
}
