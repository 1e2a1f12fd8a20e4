/** Bounds how many calls run at once and how many wait. */
export interface Bulkhead {
  /** Resolves to true when the call may start; false when too many wait already. */
  enter(): boolean | Promise<boolean>;
  leave(): void;
}

export function createBulkhead(maxConcurrency: number, maxQueue: number): Bulkhead {
  const waiting: ((admitted: boolean) => void)[] = [];
  let running = 0;
  return {
    enter() {
      if (running < maxConcurrency) {
        running += 1;
        return true;
      }
      if (waiting.length >= maxQueue) return false;
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next(true);
      else running -= 1;
    },
  };
}
