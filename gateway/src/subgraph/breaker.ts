export type BreakerState = 'closed' | 'open';

export interface BreakerOptions {
  /** Failures in a row that make it doubt the subgraph. */
  readonly threshold: number;
  /** Milliseconds between two probes while it is open. */
  readonly probeInterval: number;
  /** Whether the subgraph answers a call of the gateway's own, which holds nothing that a caller has sent. */
  readonly probe: () => Promise<boolean>;
  readonly onChange?: (state: BreakerState) => void;
}

export interface Breaker {
  readonly state: BreakerState;
  succeeded(): void;
  failed(): void;
  stop(): void;
}

/**
 * Refuses calls to a subgraph that does not answer. Callers can make their own calls fail, so failed calls only raise the
 * question: what opens the breaker, and closes it again, is whether the subgraph answers a probe.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  const { threshold, probeInterval, probe } = options;
  let state: BreakerState = 'closed';
  let failures = 0;
  let probing = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function become(next: BreakerState): void {
    failures = 0;
    if (next === state) return;
    state = next;
    options.onChange?.(next);
  }

  async function check(): Promise<void> {
    probing = true;
    const alive = await probe();
    probing = false;
    // A call that succeeded in the meantime says the same as a probe.
    const isDown = !alive && (state === 'open' || failures >= threshold);
    if (stopped) return;
    become(isDown ? 'open' : 'closed');
    if (isDown) timer = setTimeout(() => void check(), probeInterval).unref();
  }

  return {
    get state() {
      return state;
    },
    succeeded() {
      if (state === 'closed') failures = 0;
    },
    failed() {
      if (state === 'open' || stopped) return;
      failures += 1;
      if (failures >= threshold && !probing) void check();
    },
    stop() {
      clearTimeout(timer);
      stopped = true;
    },
  };
}
