import { isRecord } from '../json.ts';
import type { PublicError } from './answer-error.ts';
import type { FetchedPath } from '@customer-graph/plan-executor';
import type { Asked } from './answer.ts';

/** Errors of one answer that are passed on. */
const maxErrors = 1_000;

/**
 * Gives every error a place. One that names a field is left there; one about a whole entity, or that names nothing that was
 * asked for, becomes one for each field that is null because of it.
 */
export function placeErrors(
  errors: readonly PublicError[],
  data: Readonly<Record<string, unknown>> | null,
  { shape, variables }: Asked,
): readonly PublicError[] {
  const places = shape.places(variables);
  // All of one length: they are fields of the root, or of entities.
  const depth = places[0]?.length ?? 1;
  const known = new Set(places.map(keyOf));
  const placed: PublicError[] = [];
  for (const error of errors) {
    if (placed.length >= maxErrors) break;
    const { path = [] } = error;
    if (known.has(keyOf(path.slice(0, depth)))) {
      placed.push(error);
      continue;
    }
    const below = places.filter((place) => startsWith(place, path));
    const candidates = below.length > 0 ? below : places;
    const missing = candidates.filter((place) => isMissing(data, place));
    const chosen = missing.length > 0 ? missing : candidates.slice(0, 1);
    for (const place of chosen) placed.push({ ...error, path: place });
  }
  return placed.slice(0, maxErrors);
}

const keyOf = (path: FetchedPath): string => JSON.stringify(path);

const startsWith = (path: FetchedPath, start: FetchedPath): boolean =>
  start.length <= path.length && start.every((part, index) => part === path[index]);

function isMissing(data: unknown, place: FetchedPath): boolean {
  let value = data;
  for (const part of place) {
    if (Array.isArray(value)) value = typeof part === 'number' ? value[part] : undefined;
    else value = isRecord(value) ? value[part] : undefined;
    if (value === null || value === undefined) return true;
  }
  return false;
}
