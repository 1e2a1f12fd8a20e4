import { given, Groups } from './groups.ts';
import type { Level } from './level.ts';
import { columnOf, nodeOf, nodesOf, textOf, type Node } from './parse-tree.ts';

/** Puts the tables of a level into groups of one store, by its conditions. */
export function groupByStore(level: Level): Groups {
  const groups = new Groups();
  for (const { expression, restricts } of level.conditions)
    apply(groups, level, expression, restricts);
  for (const aliases of level.together) {
    const [first, ...rest] = aliases.map((alias) => (level.tables.has(alias) ? alias : given));
    for (const other of rest) if (first !== undefined) groups.join(first, other);
  }
  return groups;
}

function apply(
  groups: Groups,
  level: Level,
  expression: Node,
  restricts: ReadonlySet<string>,
): void {
  const bool = nodeOf(expression, 'BoolExpr');
  if (bool) {
    const parts = nodesOf(bool, 'args');
    const kind = textOf(bool, 'boolop');
    if (kind === 'AND_EXPR') for (const part of parts) apply(groups, level, part, restricts);
    if (kind === 'OR_EXPR') applyAll(groups, level, parts, restricts);
    return;
  }
  for (const [left, right] of equalities(expression)) {
    const a = memberOf(level, left);
    const b = memberOf(level, right);
    if (a === null || b === null) continue;
    if (a !== given && restricts.has(a)) groups.join(a, b);
    if (b !== given && restricts.has(b)) groups.join(b, a);
  }
}

/** Of alternatives, what each of them restricts. */
function applyAll(
  groups: Groups,
  level: Level,
  parts: readonly Node[],
  restricts: ReadonlySet<string>,
): void {
  const each = parts.map((part) => {
    const own = new Groups();
    apply(own, level, part, restricts);
    return own;
  });
  for (const alias of level.tables.keys())
    if (each.every((own) => own.isGiven(alias))) groups.join(alias, given);
}

type Side = Node | undefined;

/** What an expression says is equal, rows column by column; the right side is undefined where it is any of several values. */
function equalities(expression: Node): [Side, Side][] {
  const link = nodeOf(expression, 'SubLink');
  if (link && textOf(link, 'subLinkType') === 'ANY_SUBLINK' && !link.operName)
    return itemsOf(nodeOf(link, 'testexpr')).map((item) => [item, undefined]);
  const operation = nodeOf(expression, 'A_Expr');
  const [operator] = nodesOf(operation, 'name');
  if (textOf(nodeOf(operator, 'String'), 'sval') !== '=') return [];
  const [left, right] = [nodeOf(operation, 'lexpr'), nodeOf(operation, 'rexpr')];
  const kind = textOf(operation, 'kind');
  if (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY')
    return itemsOf(left).map((item) => [item, undefined]);
  if (kind !== 'AEXPR_OP') return [];
  const values = right && nodeOf(right, 'RowExpr') ? itemsOf(right) : null;
  return itemsOf(left).map((item, index) => [item, values ? values[index] : right]);
}

const itemsOf = (side: Side): readonly Node[] => {
  const row = nodeOf(side, 'RowExpr');
  return row ? nodesOf(row, 'args') : side ? [side] : [];
};

/** The table whose store it is, `given` for what comes from outside, null for another column of a table of this level. */
function memberOf({ tables, others }: Level, side: Side): string | typeof given | null {
  const column = columnOf(side);
  if (!column) return given;
  const [only] = tables.size === 1 && others.size === 0 ? tables.keys() : [];
  const alias = column.of ?? (column.name === 'store_id' ? soleTable(tables) : (only ?? null));
  if (alias === null || !tables.has(alias)) return given;
  return column.name === 'store_id' ? alias : null;
}

/** An unqualified store is that of the only table: with two, PostgreSQL would not know which. */
const soleTable = (tables: ReadonlyMap<string, string>): string | null => {
  const [first] = tables.keys();
  return tables.size === 1 ? (first ?? null) : null;
};
