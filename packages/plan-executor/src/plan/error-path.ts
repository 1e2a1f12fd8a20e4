import type { GraphQLFormattedError } from 'graphql';
import { isRecord } from '../json.ts';
import type { Path } from '../operation/client-paths.ts';

export type MapPath = (errorPath: GraphQLFormattedError['path']) => Path | undefined;

function collectPlaces(
  parent: (string | number)[],
  path: readonly string[],
  value: unknown,
  places: Map<unknown, Path>,
): void {
  if (value === undefined || value === null) return;
  const [name, ...rest] = path;
  if (Array.isArray(value)) {
    const inner = name === '@' ? rest : path;
    value.forEach((element, index) => collectPlaces([...parent, index], inner, element, places));
  } else if (name === undefined) {
    places.set(value, parent);
  } else if (isRecord(value) && Object.hasOwn(value, name)) {
    collectPlaces([...parent, name], rest, value[name], places);
  }
}

/**
 * Maps the paths of one subgraph response's errors to paths in the result. A path below `_entities` takes the place of the
 * object that was represented at that index; what `path` finds besides was not.
 */
export function errorPathMapper(
  path: readonly string[],
  represented: readonly unknown[] | undefined,
  fullResult: unknown,
): MapPath {
  let places: Map<unknown, Path> | undefined;
  return (errorPath) => {
    const index = errorPath?.[1];
    if (errorPath && represented && typeof index === 'number') {
      if (places === undefined) {
        places = new Map();
        collectPlaces([], path, fullResult, places);
      }
      return [...(places.get(represented[index]) ?? []), ...errorPath.slice(2)];
    }
    return errorPath ? [...path, ...errorPath] : undefined;
  };
}
