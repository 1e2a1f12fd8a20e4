/** Workers of this process that wait for jobs. */
const waiting = new Set<() => void>();

export function onWake(wake: () => void): () => void {
  waiting.add(wake);
  return () => waiting.delete(wake);
}

const commitTime = 200;

/**
 * Lets this process look for a job soon, by default for one whose transaction is about to end: PostgreSQL notifies everyone who
 * listens of it, but not through PgBouncer in transaction mode.
 */
export function wakeWorkers(milliseconds = commitTime): void {
  if (waiting.size === 0) return;
  setTimeout(() => {
    for (const wake of waiting) wake();
  }, milliseconds).unref();
}
