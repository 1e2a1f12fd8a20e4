import type { JsonRecord } from '../json.ts';
import type { Inclusion } from './condition.ts';
import { addFault } from './fault.ts';
import type { LeafCheck } from './leaf.ts';
import { bubbling, faulty, type Shaping } from './shaping.ts';

/**
 * Completes one value. `present` is what an earlier visit of the same response key made of it.
 * Returns the value, null, `faulty` or `bubbling`.
 */
export type Complete = (input: unknown, present: unknown, shaping: Shaping) => unknown;

interface VisitBase {
  readonly name: string;
  readonly included: Inclusion | undefined;
  /** An earlier visit in the same list may have filled this response key. */
  readonly repeated: boolean;
}
/** A scalar or an enum, the bulk of any response. */
interface LeafVisit extends VisitBase {
  readonly kind: 'leaf';
  readonly nonNull: boolean;
  readonly isValid: LeafCheck;
  readonly parentName: string;
}
/** A list or an object. */
interface NestedVisit extends VisitBase {
  readonly kind: 'nested';
  readonly complete: Complete;
  /** A list of scalars or enums, of which another visit finds nothing new. */
  readonly ofLeaves: boolean;
}
interface TypenameVisit extends VisitBase {
  readonly kind: 'typename';
  readonly typenameOf: (fields: JsonRecord) => string | undefined;
}
/** A condition that must be read although what it guards is not for this type. */
interface GuardVisit extends VisitBase {
  readonly kind: 'guard';
}
export type Visit = LeafVisit | NestedVisit | TypenameVisit | GuardVisit;

/** Handles a leaf that is null or wrong. False if the parent must become null. */
function visitOddLeaf(visit: LeafVisit, value: unknown, output: JsonRecord, shaping: Shaping) {
  const { name, parentName } = visit;
  output[name] = null;
  if (value !== null) {
    addFault(shaping, `Invalid value found for field ${parentName}.${name}.`, name);
  } else if (visit.nonNull) {
    const field = `${parentName}.${name}`;
    addFault(shaping, `Cannot return null for non-nullable field ${field}.`, name);
  }
  return !visit.nonNull;
}

function visitNested(
  visit: NestedVisit,
  fields: JsonRecord,
  output: JsonRecord,
  shaping: Shaping,
): boolean {
  const { name } = visit;
  shaping.path.push(name);
  const value = visit.complete(fields[name] ?? null, output[name], shaping);
  shaping.path.pop();
  output[name] = value === faulty || value === bubbling ? null : value;
  return value !== bubbling;
}

/**
 * Shapes one object. `again` tells that another selection of the same object has already filled
 * a part of the output. False if the object must become null.
 */
export function runVisits(
  visits: readonly Visit[],
  fields: JsonRecord,
  output: JsonRecord,
  shaping: Shaping,
  again: boolean,
): boolean {
  for (const visit of visits) {
    const { name } = visit;
    if (visit.included !== undefined && !visit.included(shaping)) continue;
    const filled = (again || visit.repeated) && output[name] !== undefined;
    if (visit.kind === 'leaf') {
      if (filled) continue;
      const value = fields[name] ?? null;
      if (value !== null && visit.isValid(value)) output[name] = value;
      else if (!visitOddLeaf(visit, value, output, shaping)) return false;
    } else if (visit.kind === 'nested') {
      if (filled && visit.ofLeaves) continue;
      if (!visitNested(visit, fields, output, shaping)) return false;
    } else if (visit.kind === 'typename' && output[name] === undefined) {
      const typename = visit.typenameOf(fields);
      if (typename === undefined) return false;
      output[name] = typename;
    }
  }
  return true;
}
