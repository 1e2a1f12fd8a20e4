import type { Query } from './database.ts';

/** The SQL of a column; `instant` for a timestamptz, which becomes a Date of whole milliseconds. */
export type Column = string | { readonly instant: string };

/** How rows of a type are asked for and read. */
export interface RowFormat<Row> {
  /** The columns of a SELECT whose rows the driver reads. */
  readonly columns: string;
  /** One JSON value for a whole row, for {@link queryJson}. */
  readonly json: string;
  read(values: readonly unknown[]): Row;
}

export function rowFormat<Row>(columns: { readonly [Key in keyof Row]-?: Column }): RowFormat<Row> {
  const entries = Object.entries<Column>(columns);
  const names = entries.map(([name]) => name);
  const isInstant = entries.map(([, column]) => typeof column !== 'string');
  const sqlOf = (column: Column) => (typeof column === 'string' ? column : column.instant);
  const jsonOf = (column: Column) =>
    typeof column === 'string'
      ? column
      : `trunc(extract(epoch FROM ${column.instant}) * 1000)::bigint`;
  return {
    columns: entries.map(([name, column]) => `${sqlOf(column)} AS "${name}"`).join(', '),
    json: `json_build_array(${entries.map(([, column]) => jsonOf(column)).join(', ')})`,
    read(values) {
      const row: Record<string, unknown> = {};
      // A plain loop: it runs for each column of each row.
      for (let index = 0; index < values.length; index += 1) {
        const value = values[index];
        const name = names[index] ?? '';
        row[name] = isInstant[index] && typeof value === 'number' ? new Date(value) : value;
      }
      // The columns are those of the type, as its parameter says; what they hold is up to their SQL, as in any query.
      return row as Row;
    },
  };
}

/**
 * Rows of a statement that gives the JSON of each as `line`, fetched as one value: the driver makes a string of every
 * column of every row, and spends more on a page of rows than on all the rest of a request.
 */
export async function queryJson<Row>(
  query: Query,
  format: RowFormat<Row>,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const lines = `SELECT json_agg(line) AS lines FROM (${text}) AS page`;
  const [answer] = await query<{ lines: readonly unknown[][] | null }>(name, lines, values);
  return answer?.lines?.map(format.read) ?? [];
}
