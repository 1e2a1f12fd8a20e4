import { setTimeout as delay } from 'node:timers/promises';
import type { Query } from './database.ts';
import { newId } from './ids.ts';

/** Claims a lease that is free or has lapsed, and renews one's own. The database's clock counts, which all holders share. */
const claimSql = `INSERT INTO leases (name, holder, expires_at)
  VALUES ($1, $2::uuid, clock_timestamp() + $3 * INTERVAL '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
  WHERE leases.holder = excluded.holder OR leases.expires_at <= clock_timestamp()
  RETURNING 1`;

/**
 * Runs work while no other process of this database runs work of the same name. A lease is a row that its holder renews, so
 * no connection is tied up by it; when the holder dies or hangs, another process takes over once the lease has lapsed.
 * Needs the table of the migrations `leases`.
 * @param work is given a signal that says when the lease was lost; until it has stopped, another process may be at work, too
 * @param ttl milliseconds that others wait for a holder that died
 * @returns undefined when another process holds the lease
 */
export async function withLease<Result>(
  query: Query,
  name: string,
  work: (lost: AbortSignal) => Promise<Result>,
  ttl = 30_000,
): Promise<Result | undefined> {
  const holder = newId();
  const claim = async () => (await query('claim-lease', claimSql, [name, holder, ttl])).length > 0;
  const claimedAt = performance.now();
  if (!(await claim())) return undefined;
  const [lost, ended] = [new AbortController(), new AbortController()];
  const renewing = renew(claim, claimedAt + ttl, { ttl, lost, ended: ended.signal });
  try {
    return await work(lost.signal);
  } finally {
    ended.abort();
    await renewing;
    // A lease that cannot be given up now lapses by itself.
    await query('release-lease', 'DELETE FROM leases WHERE name = $1 AND holder = $2::uuid', [
      name,
      holder,
    ]).catch(() => undefined);
  }
}

interface Renewal {
  readonly ttl: number;
  readonly lost: AbortController;
  readonly ended: AbortSignal;
}

async function renew(
  claim: () => Promise<boolean>,
  first: number,
  { ttl, lost, ended }: Renewal,
): Promise<void> {
  let validUntil = first;
  while (!ended.aborted && !lost.signal.aborted) {
    await delay(ttl / 5, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    const startedAt = performance.now();
    // A connection that breaks is no loss yet: there is time for another attempt.
    const renewed = await claim().catch(() => null);
    if (renewed) validUntil = startedAt + ttl;
    else if (renewed === false || performance.now() >= validUntil)
      lost.abort(new Error('the lease was lost'));
  }
}
