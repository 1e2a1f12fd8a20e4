/** Accounts that are worked on at the same time, each in a transaction of its own; the other connections are for callers. */
const atOnce = 4;

/**
 * Does work for each of many accounts, a few at a time. An account that fails keeps none of the others waiting.
 * @param signal ends it before the next account
 * @returns the sum of what the work returns
 * @throws the first failure, when the others are done; the signal's reason
 */
export async function eachAccount<Item>(
  accounts: readonly Item[],
  work: (account: Item) => Promise<number>,
  signal?: AbortSignal,
): Promise<number> {
  const left = accounts.values();
  const failures: unknown[] = [];
  let sum = 0;
  const worker = async () => {
    for (const account of left) {
      if (signal?.aborted) return;
      try {
        const done = await work(account);
        sum += done;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return sum;
}
