import {
  isCompositeType,
  type CompositeType,
  type Operation,
  type SelectionSet,
} from '@apollo/federation-internals';
import { fieldsOf, isRecord } from '../json.ts';
import { faulty, type Shaping } from './shaping.ts';
import { runVisits, type Visit } from './visit.ts';
import { VisitCollector, type RuntimeType } from './visits.ts';

/** Shapes an object; undefined if its `__typename` is none that the API knows. */
type ShapeObject = (input: unknown, present: unknown, shaping: Shaping) => unknown;

/** Compiles what is selected of objects; each type's visits are compiled when it first turns up. */
export class ObjectCompiler {
  readonly #operation: Operation;
  readonly #compiled = new Map<SelectionSet, Map<CompositeType, ShapeObject>>();

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** The visits of one selection set for objects that say they are of `runtimeType`. */
  visits(selectionSet: SelectionSet, type: CompositeType, runtimeType: RuntimeType): Visit[] {
    const collector = new VisitCollector(this.#operation, this, runtimeType);
    collector.collect(selectionSet, type);
    return collector.visits;
  }

  compile(selectionSet: SelectionSet, type: CompositeType): ShapeObject {
    const byType = this.#compiled.get(selectionSet) ?? new Map<CompositeType, ShapeObject>();
    this.#compiled.set(selectionSet, byType);
    const shape = byType.get(type) ?? this.#compile(selectionSet, type);
    byType.set(type, shape);
    return shape;
  }

  #compile(selectionSet: SelectionSet, type: CompositeType): ShapeObject {
    const schema = type.schema();
    const byTypename = new Map<string, Visit[]>();
    let lastTypename: string | undefined;
    let lastVisits: Visit[] | undefined;

    const visitsFor = (typename: string): Visit[] | undefined => {
      const known = byTypename.get(typename);
      if (known) return known;
      const named = typename === '' ? undefined : schema.type(typename);
      if (typename !== '' && (named === undefined || !isCompositeType(named))) return undefined;
      const visits = this.visits(
        selectionSet,
        named && isCompositeType(named) ? named : type,
        named,
      );
      byTypename.set(typename, visits);
      return visits;
    };

    return (input, present, shaping) => {
      if (!isRecord(input)) {
        const shown = `Invalid non-object value ${String(input)} returned by subgraph`;
        throw new Error(`${shown} for composite type ${type.name}`);
      }
      const typename = input['__typename'] ?? '';
      if (typeof typename !== 'string' || input['__typename'] === null) {
        const shown = `Invalid non-string value ${String(input['__typename'])} for __typename`;
        throw new Error(`${shown} at ${shaping.path.join(',')}`);
      }
      if (typename !== lastTypename || lastVisits === undefined) {
        const visits = visitsFor(typename);
        if (visits === undefined) return undefined;
        lastVisits = visits;
        lastTypename = typename;
      }
      const fields = Array.isArray(input) ? fieldsOf(input) : input;
      const again = isRecord(present);
      const output = again ? present : {};
      return runVisits(lastVisits, fields, output, shaping, again) ? output : faulty;
    };
  }
}
