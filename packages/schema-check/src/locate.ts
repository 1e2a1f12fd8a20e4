import { type Declaration, declarationsOf } from './declarations.ts';
import type { Place } from './finding.ts';
import type { Subgraph } from './project.ts';

/** Where to point for a coordinate: its declaration, or what is left of its surroundings when it was removed. */
export function locate(coordinate: string, head: Subgraph[], base: Subgraph[]): Place | undefined {
  const now = find(coordinate, head);
  if (now) return now.place;
  const before = find(coordinate, base);
  if (!before) return find(parentOf(coordinate), head)?.place;
  const sameFile = head.filter(({ file }) => file === before.place.file);
  const parent = parentOf(coordinate);
  return (parent && find(parent, sameFile)?.place) || { ...before.place, at: 'base' };
}

/** By subgraph: one with thousands of types has hundreds of changes to locate. */
const indexes = new WeakMap<Subgraph, ReadonlyMap<string, Declaration>>();

function find(coordinate: string, subgraphs: Subgraph[]): Declaration | undefined {
  for (const subgraph of subgraphs) {
    const index = indexes.get(subgraph) ?? indexOf(subgraph);
    indexes.set(subgraph, index);
    const found = index.get(coordinate);
    if (found) return found;
  }
  return undefined;
}

/** The first of a coordinate's declarations: a type and its extensions may be several. */
const indexOf = (subgraph: Subgraph): ReadonlyMap<string, Declaration> =>
  new Map(
    declarationsOf(subgraph)
      .reverse()
      .map((declaration) => [declaration.coordinate, declaration]),
  );

/** `Type.field(arg:)` → `Type.field` → `Type` → nothing. */
function parentOf(coordinate: string): string {
  const cut = Math.max(coordinate.lastIndexOf('('), coordinate.lastIndexOf('.'));
  return cut < 0
    ? ''
    : coordinate.slice(0, coordinate.includes('(') ? coordinate.indexOf('(') : cut);
}
