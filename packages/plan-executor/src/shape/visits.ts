import {
  isEnumType,
  isNonNullType,
  isScalarType,
  isSubtype,
  type CompositeType,
  type FieldSelection,
  type NamedType,
  type Operation,
  type SelectionSet,
} from '@apollo/federation-internals';
import { compileComplete } from './complete.ts';
import { both, compileInclusion, type Inclusion } from './condition.ts';
import { compileLeaf } from './leaf.ts';
import type { ObjectCompiler } from './object.ts';
import { compileTypename } from './typename.ts';
import type { Visit } from './visit.ts';
import { wrappedType } from './wrapped.ts';

/**
 * The type that an object says it is of: unknown to the API, or not said at all, or said so that
 * no type condition can be decided.
 */
export type RuntimeType = NamedType | 'unknown' | Error | undefined;

function throwing(error: Error): Inclusion {
  return () => {
    throw error;
  };
}

/** Flattens a selection set into the visits that apply to objects of one type, in order. */
export class VisitCollector {
  readonly visits: Visit[] = [];
  readonly #operation: Operation;
  readonly #objects: ObjectCompiler;
  readonly #runtimeType: RuntimeType;
  /** Response keys seen, with the selection sets that are surely visited below them. */
  readonly #seen = new Map<string, Set<SelectionSet | undefined>>();
  readonly #seenFragments = new Set<SelectionSet>();

  constructor(operation: Operation, objects: ObjectCompiler, runtimeType: RuntimeType) {
    this.#operation = operation;
    this.#objects = objects;
    this.#runtimeType = runtimeType;
  }

  collect(selectionSet: SelectionSet, parentType: CompositeType, outer?: Inclusion): void {
    for (const selection of selectionSet.selections()) {
      const inclusion = compileInclusion(selection.element, this.#operation);
      if (inclusion === false) continue;
      const included = both(outer, inclusion);
      if (selection.kind === 'FieldSelection') {
        this.#addField(selection, parentType, included);
      } else {
        const condition = selection.element.typeCondition;
        if (this.#runtimeType instanceof Error) {
          this.#addGuard(both(included, throwing(this.#runtimeType)));
        } else if (this.#applies(condition, parentType)) {
          this.#addFragment(selection.selectionSet, condition ?? parentType, included);
        } else if (inclusion !== true) {
          this.#addGuard(included);
        }
      }
    }
  }

  #applies(condition: CompositeType | undefined, parentType: CompositeType): boolean {
    if (condition === undefined) return true;
    const type = this.#runtimeType ?? parentType;
    return type !== 'unknown' && !(type instanceof Error) && isSubtype(condition, type);
  }

  #addGuard(included: Inclusion | undefined): void {
    this.visits.push({ kind: 'guard', name: '', included, repeated: false });
  }

  #addFragment(selectionSet: SelectionSet, parentType: CompositeType, included?: Inclusion): void {
    if (this.#seenFragments.has(selectionSet)) return;
    // Visiting the same fields of the same object a second time would change nothing.
    if (included === undefined) this.#seenFragments.add(selectionSet);
    this.collect(selectionSet, parentType, included);
  }

  #addField(selection: FieldSelection, parentType: CompositeType, included?: Inclusion): void {
    const { element: field, selectionSet } = selection;
    const name = field.responseName();
    const seen = this.#seen.get(name) ?? new Set();
    if (seen.has(selectionSet)) return;
    const repeated = this.#seen.has(name);
    if (included === undefined) seen.add(selectionSet);
    this.#seen.set(name, seen);

    const base = { name, included, repeated };
    if (field.name === '__typename') {
      const typenameOf = compileTypename(name, parentType);
      this.visits.push({ ...base, kind: 'typename', typenameOf });
      return;
    }
    const type = field.definition.type;
    if (!type) throw new Error(`Field ${field.definition.coordinate} has no type`);
    const named = isNonNullType(type) ? wrappedType(type) : type;
    if (isScalarType(named) || isEnumType(named)) {
      const leaf = { nonNull: isNonNullType(type), isValid: compileLeaf(named) };
      this.visits.push({ ...base, kind: 'leaf', parentName: parentType.name, ...leaf });
      return;
    }
    const place = { field: `${parentType.name}.${name}`, inList: false };
    const complete = compileComplete(type, { objects: this.#objects, selectionSet, ...place });
    this.visits.push({ ...base, kind: 'nested', complete, ofLeaves: selectionSet === undefined });
  }
}
