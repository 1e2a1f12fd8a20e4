import pg from 'pg';
import { CouldNotRun } from '../could-not-run.ts';
import { foundDay } from './found-day.ts';
import type { FoundDay } from './merge-counts.ts';

/** Days in the form of the files, so that both are read by the same rules. */
const days = `
  SELECT json_build_object(
    'version', 1, 'graph', graph, 'instance', instance, 'day', day,
    'since', gateway_time(since), 'until', gateway_time(until), 'unrecorded', unrecorded,
    'operations', (
      SELECT coalesce(json_agg(json_build_object('id', o.id, 'text', o.text)), '[]')
      FROM gateway_usage.operation o
      WHERE o.id IN (
        SELECT c.operation FROM gateway_usage.count c
        WHERE (c.graph, c.day, c.instance) = (d.graph, d.day, d.instance)
      )
    ),
    'counts', (
      SELECT coalesce(json_agg(json_build_object(
        'operation', operation, 'client', client, 'version', version,
        'requests', requests, 'last', gateway_time(last)
      )), '[]')
      FROM gateway_usage.count c
      WHERE (c.graph, c.day, c.instance) = (d.graph, d.day, d.instance)
    )
  ) AS day
  FROM gateway_usage.day d`.replaceAll(
  /gateway_time\((\w+)\)/g,
  `to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
);

export async function readDatabase(url: string): Promise<FoundDay[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ day: unknown }>(days);
    return rows.map(({ day }) => foundDay('the database of counts', day));
  } catch (error) {
    if (error instanceof CouldNotRun) throw error;
    // Never the message of the driver, which may have the address in it.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CouldNotRun(`the counts in the database cannot be read${code}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
