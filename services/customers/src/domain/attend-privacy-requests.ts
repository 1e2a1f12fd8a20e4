import type { StoreKey } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { expireExports } from '../db/privacy-receipts.ts';
import { claimDueErasure, findDueErasures } from '../db/privacy-requests.ts';
import { eraseContact } from './erase-contact.ts';
import { eraseCustomer } from './erase-customer.ts';
import type { Module } from './module.ts';
import { endRequests } from './privacy-request.ts';

const atOnce = 100;
const documentDays = 7;

/** What a run has done. */
export interface Attended {
  readonly erased: number;
  readonly failed: number;
}

/**
 * Carries out erasures that are due, ends requests that nobody is waited for any more, and removes old documents. Safe to run
 * at any time and on several instances at once: each erasure is one transaction, which one instance claims.
 */
export async function attendPrivacyRequests(module: Module, log: Logger): Promise<Attended> {
  let erased = 0;
  let failed = 0;
  for (const due of await findDueErasures(module.db, atOnce)) {
    try {
      if (await runErasure(module, due)) erased += 1;
    } catch (error) {
      // One that fails must not keep the others waiting.
      failed += 1;
      log.error({ err: error, request: due.id }, 'erasure failed');
    }
  }
  await module.db.prisma.$transaction((tx) => endRequests(module, tx));
  await expireExports(module.db, documentDays);
  return { erased, failed };
}

const runErasure = (module: Module, due: StoreKey): Promise<boolean> =>
  module.db.prisma.$transaction(async (tx) => {
    const request = await claimDueErasure(tx, due);
    if (!request) return false;
    const erase = request.customerId === null ? eraseContact : eraseCustomer;
    await erase(module, tx, request);
    return true;
  });
