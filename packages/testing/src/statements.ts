import { asAdmin } from './admin.ts';

/** How often each statement text (constants as `$1`) ran in a database since the cluster started. */
export async function statementCounts(databaseUrl: string): Promise<Map<string, number>> {
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const { rows } = await asAdmin((admin) =>
    admin.query<{ query: string; calls: number }>(
      `SELECT query, sum(calls)::int AS calls
         FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
        WHERE datname = $1 GROUP BY query`,
      [database],
    ),
  );
  return new Map(rows.map(({ query, calls }) => [query, calls]));
}

/** Number of statements (BEGIN and COMMIT included) that a database ran, for whomever, while `work` ran. */
export async function countStatements(
  databaseUrl: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const total = async (): Promise<number> =>
    [...(await statementCounts(databaseUrl)).values()].reduce((sum, calls) => sum + calls, 0);
  const before = await total();
  await work();
  return (await total()) - before;
}
