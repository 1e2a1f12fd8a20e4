import type { Gauge, Query } from '@customer-graph/subgraph';

interface Row {
  readonly task: string;
  readonly waiting: number;
  readonly failed: number;
  readonly seconds: number;
}

/** How many jobs wait, how many of them have failed at least once, and for how long the oldest one has waited. */
export async function jobGauges(query: Query): Promise<Gauge[]> {
  const rows = await query<Row>(
    'count-jobs',
    `SELECT task_identifier AS task, count(*)::int AS waiting, (count(*) FILTER (WHERE last_error IS NOT NULL))::int AS failed,
       extract(epoch FROM now() - min(created_at))::int AS seconds
     FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier`,
    [],
  );
  const gauge = (name: string, help: string, key: 'waiting' | 'failed' | 'seconds'): Gauge => ({
    name,
    help,
    values: rows.map((row) => ({ labels: { task: row.task }, value: row[key] })),
  });
  return [
    gauge('jobs_waiting', 'Jobs that are not done yet.', 'waiting'),
    gauge('jobs_failed', 'Jobs that have failed and are tried again.', 'failed'),
    gauge('jobs_oldest_seconds', 'Seconds since the oldest of them was written.', 'seconds'),
  ];
}
