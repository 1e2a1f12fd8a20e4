import { Client } from 'pg';
import { inject } from 'vitest';

/** Runs work as the cluster's superuser, on one connection, without a trace in the statement statistics. */
export async function asAdmin<T>(
  work: (client: Client) => Promise<T>,
  database = 'postgres',
): Promise<T> {
  const url = new URL(inject('postgresAdminUrl'));
  url.pathname = database;
  url.searchParams.set('options', '-c pg_stat_statements.track=none');
  const client = new Client({ connectionString: url.href });
  // The server may end the session first when a test drops what it is connected to.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
