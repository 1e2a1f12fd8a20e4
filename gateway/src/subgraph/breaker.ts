export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** Milliseconds between two probes while it is open. */
  readonly probeInterval: number;
  /** Whether the subgraph answers again; asked only while open, at no caller's expense. */
  readonly probe: () => Promise<boolean>;
  readonly onChange?: (state: BreakerState) => void;
}

export interface Breaker {
  readonly state: BreakerState;
  /** Whether a call may be made now; in the half-open state the one who may is the trial. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** An admitted call ended without telling anything about the subgraph. */
  abandoned(): void;
  stop(): void;
}

/**
 * Refuses calls to a subgraph that keeps failing. Probes find out when it answers again; then a single real call decides,
 * since a process may answer a probe while its database does not. Nobody waits for that trial.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  let state: BreakerState = 'closed';
  let failures = 0;
  let trial = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function become(next: BreakerState): void {
    clearTimeout(timer);
    trial = false;
    failures = 0;
    if (next === 'open') schedule();
    if (next === state) return;
    state = next;
    options.onChange?.(next);
  }

  function schedule(): void {
    // Calls that still run may fail later.
    if (stopped) return;
    timer = setTimeout(() => {
      void options.probe().then((alive) => {
        if (state !== 'open' || stopped) return;
        if (alive) become('half-open');
        else schedule();
      });
    }, options.probeInterval).unref();
  }

  return {
    get state() {
      return state;
    },
    admit() {
      if (state === 'closed') return true;
      if (state === 'open' || trial) return false;
      trial = true;
      return true;
    },
    succeeded() {
      if (state === 'closed') failures = 0;
      else if (state === 'half-open') become('closed');
    },
    failed() {
      if (state === 'half-open') become('open');
      else if (state === 'closed' && ++failures >= options.threshold) become('open');
    },
    abandoned() {
      trial = false;
    },
    stop() {
      clearTimeout(timer);
      stopped = true;
    },
  };
}
