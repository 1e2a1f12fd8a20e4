import type { GraphQLFormattedError } from 'graphql';
import { isRecord } from '../json.ts';
import type { Path } from '../operation/client-paths.ts';

export type MapPath = (errorPath: GraphQLFormattedError['path']) => Path | undefined;

function collectPaths(
  parent: (string | number)[],
  path: readonly string[],
  at: number,
  value: unknown,
  found: Path[],
): void {
  if (value === undefined || value === null) return;
  const name = path[at];
  if (name === undefined) {
    found.push([...parent]);
  } else if (Array.isArray(value)) {
    const next = name === '@' ? at + 1 : at;
    value.forEach((element: unknown, index) => {
      parent.push(index);
      collectPaths(parent, path, next, element, found);
      parent.pop();
    });
  } else if (name === '@') {
    throw new Error('expected array when encountering `@`');
  } else if (isRecord(value) && Object.hasOwn(value, name)) {
    parent.push(name);
    collectPaths(parent, path, at + 1, value[name], found);
    parent.pop();
  }
}

/**
 * Maps the paths of one subgraph answer's errors to paths in the response. A path below
 * `_entities` takes the place of that index among the objects which the fetch's path finds now.
 */
export function errorPathMapper(
  path: readonly string[],
  forEntities: boolean,
  fullResult: unknown,
): MapPath {
  let places: Path[] | undefined;
  return (errorPath) => {
    const index = errorPath?.[1];
    if (errorPath && forEntities && typeof index === 'number') {
      if (places === undefined) {
        places = [];
        collectPaths([], path, 0, fullResult, places);
      }
      return [...(places[index] ?? []), ...errorPath.slice(2)];
    }
    return errorPath ? [...path, ...errorPath] : undefined;
  };
}
