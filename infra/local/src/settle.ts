/**
 * Waits for all, also when one fails: what still starts must be known before anything is stopped.
 *
 * @throws the first failure
 */
export async function settle<Work extends readonly unknown[]>(
  work: readonly [...Work],
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
