import type { JsonRecord } from '../json.ts';
import { addFault } from './fault.ts';
import type { CoerceLeaf } from './leaf.ts';
import { bubbling, faulty, type Complete, type Shaping } from './shaping.ts';

interface VisitBase {
  /** The response key. */
  readonly name: string;
  /** The name under which it was fetched. */
  readonly fetched: string;
}
/** A scalar or an enum, the bulk of any response. */
interface LeafVisit extends VisitBase {
  readonly kind: 'leaf';
  readonly nonNull: boolean;
  readonly coerce: CoerceLeaf;
  /** `Type.field`, for faults. */
  readonly field: string;
}
/** A list or an object. */
interface NestedVisit extends VisitBase {
  readonly kind: 'nested';
  readonly complete: Complete;
}
/** The type's name. Undefined when no object type is known, and nothing can be said of the object. */
interface TypenameVisit extends VisitBase {
  readonly kind: 'typename';
  readonly typename: string | undefined;
}
/** Of an object whose type is not known, a field that was not fetched: in some type it cannot be null. */
interface MissingVisit extends VisitBase {
  readonly kind: 'missing';
}
export type Visit = LeafVisit | NestedVisit | TypenameVisit | MissingVisit;

/** Handles a leaf that is null or wrong. False if the parent must become null. */
function visitOddLeaf(visit: LeafVisit, value: unknown, output: JsonRecord, shaping: Shaping) {
  const { name, field } = visit;
  output[name] = null;
  if (value !== null) addFault(shaping, `Invalid value found for field ${field}.`, name);
  else if (visit.nonNull)
    addFault(shaping, `Cannot return null for non-nullable field ${field}.`, name);
  return !visit.nonNull;
}

function visitNested(visit: NestedVisit, input: unknown, output: JsonRecord, shaping: Shaping) {
  const { name } = visit;
  shaping.path.push(name);
  const value = visit.complete(input, shaping);
  shaping.path.pop();
  output[name] = value === faulty || value === bubbling ? null : value;
  return value !== bubbling;
}

/** Shapes one object. False if it must become null. */
export function runVisits(
  visits: readonly Visit[],
  fields: JsonRecord,
  output: JsonRecord,
  shaping: Shaping,
): boolean {
  for (const visit of visits) {
    if (visit.kind === 'leaf') {
      const value = fields[visit.fetched] ?? null;
      const coerced = value === null ? undefined : visit.coerce(value);
      if (coerced !== undefined) output[visit.name] = coerced;
      else if (!visitOddLeaf(visit, value, output, shaping)) return false;
    } else if (visit.kind === 'nested') {
      if (!visitNested(visit, fields[visit.fetched] ?? null, output, shaping)) return false;
    } else if (visit.kind === 'missing') {
      if (fields[visit.fetched] !== undefined) continue;
      addFault(shaping, 'The type of the object is not known.', visit.name);
      return false;
    } else if (visit.typename === undefined) {
      addFault(shaping, 'The type of the object is not known.', visit.name);
      return false;
    } else {
      output[visit.name] = visit.typename;
    }
  }
  return true;
}
