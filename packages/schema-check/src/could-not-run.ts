/** The check has no verdict: its message is one sentence for the person who ran it, and the exit code is 2. */
export class CouldNotRun extends Error {
  override readonly name = 'CouldNotRun';
}
