/** The rows of each customer, in the order of the ids. */
export function byCustomer<Row extends { readonly customerId: string | null }>(
  ids: readonly string[],
  rows: readonly Row[],
): Row[][] {
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.customerId);
    if (group) group.push(row);
    else groups.set(row.customerId, [row]);
  }
  return ids.map((id) => groups.get(id) ?? []);
}
