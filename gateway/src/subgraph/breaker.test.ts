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

/** Lets that many calls fail in a row, and the probe that may follow end. */
const fail = async (times: number) => {
  for (let count = 0; count < times; count += 1) breaker.failed();
  await vi.advanceTimersByTimeAsync(0);
};

describe('a breaker', () => {
  it('opens after failures in a row, not after as many with a success between', async () => {
    await fail(2);
    breaker.succeeded();
    await fail(2);
    expect(breaker.state).toBe('closed');
    await fail(1);
    expect(breaker.state).toBe('open');
  });

  it('stays closed however many calls fail, while probes are answered', async () => {
    alive = true;
    await fail(300);
    await fail(300);
    expect(breaker.state).toBe('closed');
    expect(changes).toEqual([]);
    expect(probes).toBe(2);
  });

  it('stays closed when a call succeeds before the probe has failed', async () => {
    for (let count = 0; count < 3; count += 1) breaker.failed();
    breaker.succeeded();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(breaker.state).toBe('closed');
  });

  it('probes while it is open, and only then', async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(0);
    await fail(3);
    await vi.advanceTimersByTimeAsync(350);
    expect(probes).toBe(4);
    expect(breaker.state).toBe('open');
  });

  it('closes once a probe is answered', async () => {
    await fail(3);
    alive = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(changes).toEqual(['open', 'closed']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(2);
  });

  it('takes no notice of calls that began before it opened', async () => {
    await fail(3);
    breaker.succeeded();
    await fail(5);
    expect(changes).toEqual(['open']);
    expect(probes).toBe(1);
  });

  it('does nothing more once it is stopped', async () => {
    await fail(3);
    breaker.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(1);
  });

  it('does not probe either when calls fail after it is stopped', async () => {
    breaker.stop();
    await fail(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probes).toBe(0);
  });
});
