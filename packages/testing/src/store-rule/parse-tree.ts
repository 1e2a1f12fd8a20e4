/** A node of PostgreSQL's own parse tree, as libpg-query gives it: `{ SelectStmt: { … } }`. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies under a key; nothing where it is no node. */
export const nodeOf = (parent: Node | undefined, key: string): Node | undefined => {
  const value = parent?.[key];
  return isNode(value) ? value : undefined;
};

export const nodesOf = (parent: Node | undefined, key: string): readonly Node[] => {
  const value = parent?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
};

export const textOf = (parent: Node | undefined, key: string): string | undefined => {
  const value = parent?.[key];
  return typeof value === 'string' ? value : undefined;
};

/** A column as it is written: `store_id`, `a.store_id` or `public.accounts.store_id`. */
export interface Column {
  /** The table's name or alias; null where none is written. */
  readonly of: string | null;
  readonly name: string;
}

/** @returns null for anything else than a column */
export function columnOf(expression: Node | undefined): Column | null {
  const fields = nodesOf(nodeOf(expression, 'ColumnRef'), 'fields');
  const names = fields.map((field) => textOf(nodeOf(field, 'String'), 'sval') ?? '*');
  const name = names.at(-1);
  return name === undefined ? null : { of: names.at(-2) ?? null, name };
}

/** Calls back for every node below and with this one. */
export function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}
