import { nodeOf, nodesOf, textOf, type Node } from './parse-tree.ts';

/** A condition, and the aliases that it can restrict: those of an outer join say nothing of the side that stays whole. */
export interface Condition {
  readonly expression: Node;
  readonly restricts: ReadonlySet<string>;
}

/** One SELECT, UPDATE or DELETE without what is nested in it. */
export interface Level {
  /** Tables with a store, by alias. */
  readonly tables: ReadonlyMap<string, string>;
  /** Aliases of subqueries, functions and common table expressions. */
  readonly others: ReadonlySet<string>;
  readonly conditions: readonly Condition[];
  /** Aliases that `USING (store_id)` puts into one store. */
  readonly together: readonly (readonly string[])[];
}

interface Draft {
  readonly tables: Map<string, string>;
  readonly others: Set<string>;
  readonly conditions: Condition[];
  readonly together: string[][];
}

/** Reads one level of a query. `isStored` says which names are tables with a store. */
export function readLevel(query: Node, isStored: (name: string) => boolean): Level {
  const draft: Draft = { tables: new Map(), others: new Set(), conditions: [], together: [] };
  const relation = nodeOf(query, 'relation');
  const aliases = relation ? addTable(draft, relation, isStored) : [];
  for (const item of [...nodesOf(query, 'fromClause'), ...nodesOf(query, 'usingClause')])
    aliases.push(...addItem(draft, item, isStored));
  const where = nodeOf(query, 'whereClause');
  if (where) draft.conditions.push({ expression: where, restricts: new Set(aliases) });
  return draft;
}

function addTable(draft: Draft, range: Node, isStored: (name: string) => boolean): string[] {
  const name = textOf(range, 'relname') ?? '';
  const alias = textOf(nodeOf(range, 'alias'), 'aliasname') ?? name;
  if (isStored(name)) draft.tables.set(alias, name);
  else draft.others.add(alias);
  return [alias];
}

/** @returns the aliases that the item brings */
function addItem(draft: Draft, item: Node, isStored: (name: string) => boolean): string[] {
  const range = nodeOf(item, 'RangeVar');
  if (range) return addTable(draft, range, isStored);
  const join = nodeOf(item, 'JoinExpr');
  if (join) return addJoin(draft, join, isStored);
  const [body] = Object.values(item);
  const alias = textOf(nodeOf(nodeOf({ body }, 'body'), 'alias'), 'aliasname');
  if (alias === undefined) return [];
  draft.others.add(alias);
  return [alias];
}

function addJoin(draft: Draft, join: Node, isStored: (name: string) => boolean): string[] {
  const left = addItem(draft, nodeOf(join, 'larg') ?? {}, isStored);
  const right = addItem(draft, nodeOf(join, 'rarg') ?? {}, isStored);
  const restricts = new Set(
    { JOIN_LEFT: right, JOIN_RIGHT: left, JOIN_FULL: [] }[textOf(join, 'jointype') ?? ''] ?? [
      ...left,
      ...right,
    ],
  );
  const expression = nodeOf(join, 'quals');
  if (expression) draft.conditions.push({ expression, restricts });
  const using = nodesOf(join, 'usingClause').map((name) => textOf(nodeOf(name, 'String'), 'sval'));
  if (using.includes('store_id')) draft.together.push([...left, ...right]);
  return [...left, ...right];
}
