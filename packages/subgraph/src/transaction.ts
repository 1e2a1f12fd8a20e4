/** What is needed of a Prisma transaction: tagged SQL. */
export interface SqlTransaction {
  $queryRaw<Rows>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** What is needed of a Prisma client to run transactions. */
export interface TransactionRunner<Tx extends SqlTransaction> {
  $transaction<Result>(run: (tx: Tx) => Promise<Result>): Promise<Result>;
}

/** What a mutation answers; an expected failure has a `__typename` that ends in `Error`. */
export interface Answer {
  readonly __typename: string;
}

/** The members of a result that are not expected failures. */
export type Success<Result> = Exclude<Result, { readonly __typename: `${string}Error` }>;

export const isSuccess = <Result extends Answer>(
  answer: Result,
): answer is Result & Success<Result> => !answer.__typename.endsWith('Error');

/** Runs `operation` in a transaction; an expected failure rolls it back and is the answer. */
export async function transactional<Tx extends SqlTransaction, Result extends Answer>(
  db: TransactionRunner<Tx>,
  operation: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const refused: Result[] = [];
  try {
    return await db.$transaction(async (tx) => {
      const answer = await operation(tx);
      if (isSuccess(answer)) return answer;
      refused.push(answer);
      throw new Error('refused: rolls back');
    });
  } catch (error) {
    const [answer] = refused;
    if (answer) return answer;
    throw error;
  }
}
