import { loadModule, parseSync } from 'libpg-query';
import { acrossStores } from './across-stores.ts';
import { readLevel } from './level.ts';
import { isNode, nodeOf, nodesOf, textOf, walk, type Node } from './parse-tree.ts';
import { groupByStore } from './restrict.ts';

await loadModule();

export const marker = /\/\* across stores: (.+?) \*\//;
const queries = ['SelectStmt', 'UpdateStmt', 'DeleteStmt'];

/**
 * Checks that a statement restricts or sets the store of every table that has one. A statement that works across stores says
 * so by a comment, which {@link acrossStores} explains; it may leave one table open, to whose store all others are bound.
 *
 * @param stored names of tables that have a store
 * @returns what is wrong, as sentences
 */
export function checkStatement(text: string, stored: ReadonlySet<string>): string[] {
  const tree: unknown = parseSync(text);
  const own = commonTables(tree);
  const isStored = (name: string) => stored.has(name) && !own.has(name);
  const wrong: string[] = [...own]
    .filter((name) => stored.has(name))
    .map((name) => `a common table expression is called like the table ${name}`);
  const [, purpose] = marker.exec(text) ?? [];
  if (purpose !== undefined && !Object.hasOwn(acrossStores, purpose))
    wrong.push(`"${purpose}" is not among the reasons to work across stores`);
  let open = 0;
  for (const query of levelsOf(tree)) {
    const level = readLevel(query, isStored);
    const loose = groupByStore(level).loose([...level.tables.keys()]);
    open += loose.length;
    for (const group of purpose === undefined ? loose : loose.slice(1))
      wrong.push(`${group.join(', ')} is not restricted to a store`);
  }
  for (const table of insertsWithoutStore(tree, stored)) wrong.push(`${table} is given no store`);
  walk(tree, (node) => {
    if (nodeOf(node, 'MergeStmt')) wrong.push('MERGE is not looked into; write INSERT or UPDATE');
  });
  if (purpose !== undefined && open === 0) wrong.push('it names its store and needs no exception');
  return wrong;
}

/** Every SELECT, UPDATE and DELETE of a tree, also the halves of a UNION, which have no name of their own. */
function levelsOf(tree: unknown): Node[] {
  const found: Node[] = [];
  walk(tree, (node) => {
    for (const kind of queries) {
      const query = nodeOf(node, kind);
      if (query) found.push(query);
    }
    for (const half of ['larg', 'rarg']) {
      const query = nodeOf(node, half);
      if (query && 'op' in query && 'limitOption' in query) found.push(query);
    }
  });
  return found;
}

function commonTables(tree: unknown): Set<string> {
  const names = new Set<string>();
  walk(tree, (node) => {
    const name = textOf(nodeOf(node, 'CommonTableExpr'), 'ctename');
    if (name !== undefined) names.add(name);
  });
  return names;
}

function insertsWithoutStore(tree: unknown, stored: ReadonlySet<string>): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const insert = nodeOf(node, 'InsertStmt');
    const table = textOf(nodeOf(insert, 'relation'), 'relname');
    if (!isNode(insert) || table === undefined || !stored.has(table)) return;
    const columns = nodesOf(insert, 'cols').map((column) =>
      textOf(nodeOf(column, 'ResTarget'), 'name'),
    );
    if (!columns.includes('store_id')) found.push(table);
  });
  return found;
}
