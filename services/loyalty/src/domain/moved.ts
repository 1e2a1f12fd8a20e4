/** A merge has moved what a call is about since the call looked for it. */
export class MovedError extends Error {}

/** Runs a call, and anew when a merge has overtaken it: each time, one more account has been taken over. */
export async function whereverMoved<Result>(call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof MovedError)) throw error;
    }
  }
}
