import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBreaker, type Breaker, type BreakerState } from './breaker.ts';

let alive: boolean;
let probes: number;
let changes: BreakerState[];
let breaker: Breaker;

beforeEach(() => {
  vi.useFakeTimers();
  alive = false;
  probes = 0;
  changes = [];
  breaker = createBreaker({
    threshold: 3,
    probeInterval: 100,
    probe: async () => {
      probes += 1;
      return alive;
    },
    onChange: (state) => changes.push(state),
  });
});
afterEach(() => {
  breaker.stop();
  vi.useRealTimers();
});

const fail = (times: number) => {
  for (let count = 0; count < times; count += 1) breaker.failed();
};

describe('a breaker', () => {
  it('opens after failures in a row, not after as many with a success between', () => {
    fail(2);
    breaker.succeeded();
    fail(2);
    expect(breaker.admit()).toBe(true);
    breaker.failed();
    expect(breaker.state).toBe('open');
    expect(breaker.admit()).toBe(false);
  });

  it('probes while it is open, and only then', async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(0);
    fail(3);
    await vi.advanceTimersByTimeAsync(350);
    expect(probes).toBe(3);
    expect(breaker.state).toBe('open');
  });

  it('lets one call try once a probe is answered, and closes when it succeeds', async () => {
    fail(3);
    alive = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(breaker.state).toBe('half-open');
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
    breaker.succeeded();
    expect(changes).toEqual(['open', 'half-open', 'closed']);
    expect(breaker.admit()).toBe(true);
  });

  it('opens again when that call fails, and lets another try when it was abandoned', async () => {
    fail(3);
    alive = true;
    await vi.advanceTimersByTimeAsync(100);
    breaker.admit();
    breaker.abandoned();
    expect(breaker.admit()).toBe(true);
    breaker.failed();
    expect(breaker.state).toBe('open');
  });

  it('takes no notice of calls that began before it opened', () => {
    fail(3);
    breaker.succeeded();
    fail(5);
    expect(changes).toEqual(['open']);
  });

  it('does nothing more once it is stopped', async () => {
    fail(3);
    breaker.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(0);
  });

  it('does not probe either when calls fail after it is stopped', async () => {
    breaker.stop();
    fail(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(0);
  });
});
