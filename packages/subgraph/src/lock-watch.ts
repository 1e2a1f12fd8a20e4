import type { ClientBase } from 'pg';

const LOOK_EVERY = 500;
const REPEAT_AFTER = 30_000;

/** What keeps the work waiting: any lock that the connection `pid` wants, or whoever has the advisory lock `key`. */
export type Awaited = { readonly pid: number } | { readonly key: number };

interface Holder {
  readonly pid: number;
  readonly application: string | null;
  readonly role: string | null;
  readonly state: string | null;
  readonly since: Date | null;
}

/** Says who holds the lock that somebody waits for, while he waits. */
export interface LockWatch {
  /** From now on `subject` is what may wait. */
  follow(subject: string, awaited: Awaited): void;
  stop(): void;
}

/** Watches on a connection of its own. */
export function watchLocks(client: ClientBase, log: (line: string) => void): LockWatch {
  let followed: { subject: string; awaited: Awaited } | undefined;
  let said = { line: '', at: 0 };
  let looking = false;
  const look = async () => {
    if (!followed || looking) return;
    looking = true;
    const { subject, awaited } = followed;
    const holders = await holdersOf(client, awaited).catch(() => []);
    looking = false;
    if (holders.length === 0) return;
    const line = `${subject} waits for a lock held by ${holders.map(describe).join(' and ')}`;
    if (line === said.line && Date.now() - said.at < REPEAT_AFTER) return;
    said = { line, at: Date.now() };
    log(line);
  };
  const timer = setInterval(() => void look(), LOOK_EVERY);
  return {
    follow: (subject, awaited) => {
      followed = { subject, awaited };
    },
    stop: () => clearInterval(timer),
  };
}

async function holdersOf(client: ClientBase, awaited: Awaited): Promise<Holder[]> {
  const [pid, key] = 'pid' in awaited ? [awaited.pid, null] : [null, awaited.key];
  const { rows } = await client.query<Holder>(
    `WITH holders(pid) AS (
       SELECT unnest(pg_blocking_pids($1::int))
       UNION SELECT pid FROM pg_locks
       WHERE locktype = 'advisory' AND objid = $2::oid AND objsubid = 1 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     )
     SELECT pid, application_name AS application, usename AS role, state, xact_start AS since
     FROM holders LEFT JOIN pg_stat_activity USING (pid) ORDER BY pid`,
    [pid, key],
  );
  return rows;
}

function describe({ pid, application, role, state, since }: Holder): string {
  if (pid === 0) return 'a prepared transaction';
  const known = [
    application && `application ${application}`,
    role && `role ${role}`,
    state,
    since && `since ${since.toISOString()}`,
  ].filter(Boolean);
  return `process ${pid}${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
}
