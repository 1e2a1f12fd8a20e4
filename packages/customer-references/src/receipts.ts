import { setTimeout as delay } from 'node:timers/promises';
import type { Peer, SqlTransaction, TransactionRunner } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { z } from 'zod';

/**
 * A consumer's answers to privacy requests, on the table `privacy_receipts`: written in the transaction that does what was asked, or that finds that it must wait, and sent until the
 * customers module has taken them.
 */

export interface PrivacyReceipt {
  readonly requestId: string;
  readonly storeId: string;
  /** What was done, for people. */
  readonly detail: string;
  /** For an export: what this module holds of the customer. */
  readonly document?: unknown;
}

/** Why this module's part of an erasure waits. */
export interface PrivacyHold {
  readonly requestId: string;
  readonly storeId: string;
  /** What is waited for, for people. */
  readonly reason: string;
}

interface ReceiptRow {
  readonly request_id: string;
  readonly store_id: string;
  readonly detail: string;
  readonly document: string | null;
  readonly held: boolean;
}

/** Takes the place of a hold that has not been sent. */
export async function writeReceipt(tx: SqlTransaction, receipt: PrivacyReceipt): Promise<void> {
  const { requestId, storeId, detail, document } = receipt;
  const text = document === undefined ? null : JSON.stringify(document);
  await tx.$executeRaw`
    INSERT INTO privacy_receipts (store_id, request_id, detail, document)
    VALUES (${storeId}, ${requestId}::uuid, ${detail}, ${text})
    ON CONFLICT (store_id, request_id) DO UPDATE SET detail = excluded.detail, document = excluded.document, held = false`;
}

/** Holds an erasure back until a receipt is written; again, with another reason, as often as that changes. */
export async function writeHold(
  tx: SqlTransaction,
  { requestId, storeId, reason }: PrivacyHold,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO privacy_receipts AS r (store_id, request_id, detail, held)
    VALUES (${storeId}, ${requestId}::uuid, ${reason}, true)
    ON CONFLICT (store_id, request_id) DO UPDATE SET detail = excluded.detail WHERE r.held`;
}

const outcome = z.object({ outcome: z.object({ __typename: z.string() }) });
const acknowledge = `mutation ($id: ID!, $module: String!, $detail: String!, $document: String) {
  outcome: acknowledgePrivacyRequest(id: $id, module: $module, detail: $detail, document: $document) { __typename }
}`;
const hold = `mutation ($id: ID!, $module: String!, $detail: String!) {
  outcome: holdPrivacyRequest(id: $id, module: $module, reason: $detail) { __typename }
}`;
const minPause = 1_000;
// A long document is not sent over and over while it is not taken.
const maxPause = 15_000;
const first = { store_id: '', request_id: '00000000-0000-0000-0000-000000000000' };

export interface ReceiptSenderOptions<Tx extends SqlTransaction> {
  readonly db: TransactionRunner<Tx>;
  readonly customers: Peer;
  /** The name of this module. */
  readonly module: string;
  readonly log: Logger;
}

/** Sends receipts for as long as it runs. A receipt that was taken, or that nobody waits for, is removed here. */
export function createReceiptSender<Tx extends SqlTransaction>(options: ReceiptSenderOptions<Tx>) {
  const { db, customers, module, log } = options;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function send({ request_id: id, store_id, ...row }: ReceiptRow): Promise<void> {
    const { detail, document, held } = row;
    const variables = { id, module, detail, ...(!held && { document }) };
    const { outcome: result } = await customers.mutate(
      store_id,
      held ? hold : acknowledge,
      variables,
      outcome,
      stopping.signal,
    );
    if (result.__typename !== 'PrivacyRequest') log.warn({ id, result }, 'receipt not wanted');
    await db.$transaction(async (tx) => {
      // What was written meanwhile is still to be sent.
      await tx.$executeRaw`
        DELETE FROM privacy_receipts
        WHERE store_id = ${store_id} AND request_id = ${id}::uuid AND held = ${held} AND detail = ${detail}`;
    });
  }

  /** One at a time, as a document may be long. */
  async function next(
    after: Pick<ReceiptRow, 'store_id' | 'request_id'>,
  ): Promise<ReceiptRow | undefined> {
    const [row] = await db.$transaction(
      async (tx) => tx.$queryRaw<ReceiptRow[]>`
        /* across stores: receipts to send */
        SELECT store_id, request_id, detail, document, held FROM privacy_receipts
        WHERE (store_id, request_id) > (${after.store_id}, ${after.request_id}::uuid)
        ORDER BY store_id, request_id LIMIT 1`,
    );
    return row;
  }

  /** @returns whether all were taken */
  async function sendAll(): Promise<boolean> {
    let taken = true;
    let row = await next(first);
    while (row) {
      const { request_id: id } = row;
      // One that is not taken must not keep the others waiting.
      await send(row).catch((error: unknown) => {
        taken = false;
        log.warn({ id, reason: reasonOf(error) }, 'receipt not sent yet');
      });
      if (stopping.signal.aborted) break;
      row = await next(row);
    }
    return taken;
  }

  async function run(): Promise<void> {
    let pause = minPause;
    while (!stopping.signal.aborted) {
      const taken = await sendAll().catch((error: unknown) => {
        log.warn({ reason: reasonOf(error) }, 'receipts not read');
        return false;
      });
      pause = taken ? minPause : Math.min(pause * 2, maxPause);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
