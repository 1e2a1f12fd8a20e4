import pg from 'pg';

/** What others noticed while something worked on a store's accounts. */
export interface Noticed {
  /** Milliseconds in which single accounts of the store, chosen at random, could be locked; in ascending order. */
  readonly waits: readonly number[];
  /** Milliseconds that the oldest transaction that had written or locked anything had reached when looked at, every few. */
  readonly longest: number;
  /** Transactions that wrote or locked something, other than those that tried the locks. */
  readonly transactions: number;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 3));

/** Watches the sessions of one application, and the locks on a store's accounts, while work is done. */
export async function watch(
  databaseUrl: string,
  { storeId, application }: { readonly storeId: string; readonly application: string },
  work: () => Promise<void>,
): Promise<Noticed> {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: databaseUrl }));
  const [watcher, prober] = clients;
  if (!watcher || !prober) throw new Error('there are two clients');
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const ids = await accountsOf(watcher, storeId);
    let done = false;
    const waits: number[] = [];
    let longest = 0;
    const watching = async () => {
      while (!done) {
        longest = Math.max(longest, await oldestOf(watcher, application));
        await pause();
      }
    };
    const probing = async () => {
      while (!done) {
        const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
        waits.push(await timeToLock(prober, id));
        await pause();
      }
    };
    const before = await transactionsSoFar(watcher);
    const worked = work().finally(() => {
      done = true;
    });
    await Promise.all([worked, watching(), probing()]);
    const transactions = (await transactionsSoFar(watcher)) - before - waits.length;
    return { waits: waits.toSorted((a, b) => a - b), longest, transactions };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function accountsOf(client: pg.Client, storeId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM accounts WHERE store_id = $1',
    [storeId],
  );
  return rows.map(({ id }) => id);
}

async function oldestOf(client: pg.Client, application: string): Promise<number> {
  const { rows } = await client.query<{ age: number }>({
    name: 'oldest',
    text: `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) * 1000, 0)::float8 AS age
           FROM pg_stat_activity WHERE application_name = $1 AND backend_xid IS NOT NULL`,
    values: [application],
  });
  return rows[0]?.age ?? 0;
}

async function timeToLock(client: pg.Client, id: string): Promise<number> {
  const startedAt = performance.now();
  await client.query({
    name: 'lock',
    text: 'SELECT FROM accounts WHERE id = $1 FOR UPDATE',
    values: [id],
  });
  return performance.now() - startedAt;
}

/** Numbers of transactions that have been given out; only those get one that write or lock. */
async function transactionsSoFar(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text::float8 AS count',
  );
  return rows[0]?.count ?? 0;
}
