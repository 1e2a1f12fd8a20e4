import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { z } from 'zod';

/** What is not done by then shows in the responses that follow. */
const patience = 20_000;
const pause = 25;
const place = z.object({ feed: z.string(), cursor: z.string() });

/** What is under way in a database, by the table that shows it. What a module does not have is not asked for. */
const underWay = {
  'graphile_worker.jobs': `SELECT count(*) AS count FROM graphile_worker.jobs
     WHERE run_at <= now() + interval '1 second' AND attempts < max_attempts`,
  privacy_requests: `SELECT count(*) AS count FROM privacy_requests
     WHERE kind = 'EXPORT' AND status = 'RUNNING'`,
};
const last = `SELECT transaction_id::text || '-' || id AS cursor FROM outbox_events
  ORDER BY transaction_id DESC, id DESC LIMIT 1`;

type Clients = Readonly<Record<string, Client>>;

/**
 * Waits until every event that was published has been applied by all who follow the feed, and every job that is due is done:
 * from then on nothing changes by itself.
 *
 * @param clients of the modules' databases, by module; a module's feed has its name
 */
export async function settled(clients: Clients): Promise<void> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && !(await isSettled(clients))) await delay(pause);
}

async function isSettled(clients: Clients): Promise<boolean> {
  const states = await Promise.all(Object.values(clients).map(readState));
  if (states.some(({ busy }) => busy)) return false;
  const ends = new Map(Object.keys(clients).map((name, index) => [name, states[index]?.end]));
  return states.every(({ places }) =>
    places.every(({ feed, cursor }) => {
      const end = ends.get(feed);
      return end === undefined || !isBefore(cursor, end);
    }),
  );
}

async function readState(client: Client) {
  const counts = await Promise.all(
    Object.entries(underWay).map(async ([table, query]) =>
      (await has(client, table)) ? countIn((await client.query(query)).rows) : 0,
    ),
  );
  const ends = (await has(client, 'outbox_events')) ? (await client.query(last)).rows : [];
  const places = (await has(client, 'feed_cursors'))
    ? (await client.query('SELECT feed, cursor FROM feed_cursors')).rows
    : [];
  const [end] = z.array(z.object({ cursor: z.string() })).parse(ends);
  return {
    busy: counts.some((count) => count > 0),
    end: end?.cursor,
    places: z.array(place).parse(places),
  };
}

const countIn = (rows: unknown[]): number =>
  z.array(z.object({ count: z.coerce.number() })).parse(rows)[0]?.count ?? 0;

const known = new WeakMap<Client, Map<string, boolean>>();

async function has(client: Client, table: string): Promise<boolean> {
  const tables = known.get(client) ?? new Map<string, boolean>();
  known.set(client, tables);
  const before = tables.get(table);
  if (before !== undefined) return before;
  const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  const { found } = z.object({ found: z.boolean() }).parse(rows[0]);
  tables.set(table, found);
  return found;
}

/** Whether a place in a feed, a transaction and a number, comes before another one. */
function isBefore(one: string, other: string): boolean {
  const [transaction = 0n, id = 0n] = one.split('-').map(BigInt);
  const [otherTransaction = 0n, otherId = 0n] = other.split('-').map(BigInt);
  return transaction < otherTransaction || (transaction === otherTransaction && id < otherId);
}
