import { notFound, transactional, type NotFoundError } from '@customer-graph/subgraph';
import { tellOfCustomer } from '../db/customer-events.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { collectPersonalData } from '../db/personal-data.ts';
import { dropExports } from '../db/privacy-receipts.ts';
import { findOpenRequest, insertExport } from '../db/privacy-requests.ts';
import { verifiedEmails, type Customer } from './customer.ts';
import { lockEditable } from './editable.ts';
import type { Module } from './module.ts';
import { settle, type PrivacyRequest } from './privacy-request.ts';

/**
 * Starts to gather all that is stored of a customer: this module's part at once, those of others as they answer. While one is
 * being gathered, that one is the answer; a new one takes the place of what was gathered before.
 */
export function requestDataExport(
  module: Module,
  storeId: string,
  customerId: string,
): Promise<PrivacyRequest | NotFoundError> {
  return transactional(
    module.db.writerOf(subjects.customer(customerId)),
    async (tx): Promise<PrivacyRequest | NotFoundError> => {
      const customer = await lockEditable(tx, { storeId, customerId }, customerId);
      if (!customer) return notFound('customer');
      const open = await findOpenRequest(tx, customer, 'EXPORT');
      return open ?? startExport(module, tx, customer);
    },
  );
}

/** Starts an export of a locked customer in the place of any before it. */
export async function startExport(
  module: Module,
  tx: Transaction,
  customer: Customer,
): Promise<PrivacyRequest> {
  const { id: customerId, storeId } = customer;
  await dropExports(tx, customer);
  const requestedBy = `customer:${customerId}`;
  await recordHistory(tx, customer, { type: 'EXPORT_REQUESTED', actor: requestedBy });
  const document = JSON.stringify(await collectPersonalData(tx, customer));
  const modules = Object.keys(module.privacyModules);
  const request = await insertExport(tx, {
    ...{ storeId, customerId, requestedBy, modules, document },
    contactEmails: verifiedEmails(customer),
  });
  await tellOfCustomer(tx, 'customer.export_requested', customer, request.id);
  return settle(module, tx, request);
}
