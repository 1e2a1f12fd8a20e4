import pg from 'pg';
import { z } from 'zod';

const node = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number().optional(),
  'Actual Loops': z.number().optional(),
  'Rows Removed by Filter': z.number().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});
type Node = z.output<typeof node>;
const explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: node })]) })]);

/** What a plan does to the orders. */
export interface Plan {
  /** Indexes it reads. */
  readonly indexes: string[];
  /** True when it reads the whole table. */
  readonly scansTable: boolean;
  /** Rows it touched, those it threw away included; 0 when it was not run. */
  readonly touched: number;
}

const all = (root: Node): Node[] => [root, ...(root.Plans ?? []).flatMap(all)];

function planOf(rows: unknown): Plan {
  const [row] = explained.parse(rows);
  const nodes = all(row['QUERY PLAN'][0].Plan);
  const touched = nodes.map(
    (each) =>
      ((each['Actual Rows'] ?? 0) + (each['Rows Removed by Filter'] ?? 0)) *
      (each['Actual Loops'] ?? 0),
  );
  return {
    indexes: nodes.flatMap((each) => each['Index Name'] ?? []),
    scansTable: nodes.some(
      (each) => each['Node Type'] === 'Seq Scan' && each['Relation Name'] === 'orders',
    ),
    touched: Math.max(0, ...touched),
  };
}

/** Plans statements on a database: for given values, by running them; or once for all values. */
export async function openPlanner(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    run: async (text: string, values: unknown[]): Promise<Plan> =>
      planOf((await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)).rows),
    generic: async (text: string): Promise<Plan> =>
      planOf((await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)).rows),
    close: () => client.end(),
  };
}
