import {
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type FieldNode,
  type GraphQLCompositeType,
  type SelectionSetNode,
} from 'graphql';
import { bareRecord, isInheritedKey, isPlainRecord, type JsonRecord } from '../json.ts';
import type { Compilation } from '../operation/compilation.ts';
import { isIntrospection, type ClientOperation } from '../operation/operation.ts';
import { compileComplete } from './complete.ts';
import { addFault } from './fault.ts';
import { compileIntrospection } from './introspection.ts';
import { compileLeaf } from './leaf.ts';
import { located } from './located.ts';
import { selectedFields } from './selected.ts';
import { faulty, type Complete, type Shaping } from './shaping.ts';
import { runVisits, type Visit } from './visit.ts';

type ShapeFields = (fields: JsonRecord, shaping: Shaping) => JsonRecord | typeof faulty;

/** Compiles what is selected of objects; each type's visits are compiled when it first turns up. */
export class ObjectCompiler {
  readonly #operation: ClientOperation;
  readonly #compilation: Compilation;
  /** By the fields that select the object, since many objects may be selected by the same ones. */
  readonly #compiled = new Map<string, Complete>();
  readonly #numbers = new Map<FieldNode, number>();

  constructor(operation: ClientOperation, compilation: Compilation) {
    this.#operation = operation;
    this.#compilation = compilation;
  }

  /** Compiles what several selection sets select together of objects of one type. */
  fields(sets: readonly SelectionSetNode[], type: GraphQLCompositeType): ShapeFields {
    const { conditions, memory } = this.#compilation;
    const selected = selectedFields(this.#operation, conditions, sets, type);
    memory.shaped(selected.size);
    const visits = [...selected].flatMap(([key, nodes]) => [
      ...this.#missing(key, nodes, type),
      this.#visit(key, nodes, type),
    ]);
    // Other objects would take such a key for one of their own.
    const bare = [...selected.keys()].some(isInheritedKey);
    return (fields, shaping) => {
      const output: JsonRecord = bare ? bareRecord() : {};
      return runVisits(visits, fields, output, shaping) ? output : faulty;
    };
  }

  /** Compiles the completion of a value of a type with fields. */
  compile(type: GraphQLCompositeType, nodes: readonly FieldNode[]): Complete {
    const key = `${type.name} ${nodes.map((node) => this.#numberOf(node)).join()}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const compiled = isObjectType(type)
      ? this.#compileObject(type, sets)
      : this.#compileAbstract(type, sets);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #numberOf(node: FieldNode): number {
    const number = this.#numbers.get(node) ?? this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }

  #compileObject(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Complete {
    let shape: ShapeFields | undefined;
    return (input, shaping) => {
      if (input === null) return null;
      if (!isPlainRecord(input)) return notAnObject(shaping, type);
      // Whatever a subgraph calls the type, it can be no other.
      shape ??= this.#lazily(sets, type);
      return shape(input, shaping);
    };
  }

  #compileAbstract(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Complete {
    const { schema } = this.#operation;
    const byTypename = new Map<unknown, ShapeFields>();
    let lastTypename: unknown;
    let lastShape: ShapeFields | undefined;

    const shapeFor = (typename: unknown): ShapeFields | undefined => {
      const known = byTypename.get(typename);
      if (known) return known;
      const named = typeof typename === 'string' ? schema.getType(typename) : undefined;
      const isPossible =
        isCompositeType(named) &&
        isAbstractType(type) &&
        (named === type || (!isUnionType(named) && schema.isSubType(type, named)));
      if (!isPossible) return undefined;
      const shape = this.#lazily(sets, named);
      byTypename.set(typename, shape);
      return shape;
    };

    return (input, shaping) => {
      if (input === null) return null;
      if (!isPlainRecord(input)) return notAnObject(shaping, type);
      const typename = input['__typename'] ?? type.name;
      if (typename !== lastTypename || lastShape === undefined) {
        const shape = shapeFor(typename);
        if (shape === undefined) {
          addFault(shaping, `Invalid __typename found for an object of type ${type.name}.`);
          return faulty;
        }
        lastShape = shape;
        lastTypename = typename;
      }
      return lastShape(input, shaping);
    };
  }

  /** A null condition fails each object that it is met on, as with one server. */
  #lazily(sets: readonly SelectionSetNode[], type: GraphQLCompositeType): ShapeFields {
    try {
      return this.fields(sets, type);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return (_fields, shaping) => {
        shaping.errors.push(located(error, shaping.path));
        return faulty;
      };
    }
  }

  #missing(key: string, [node]: readonly FieldNode[], parent: GraphQLCompositeType): Visit[] {
    const name = node?.name.value ?? '';
    if (node === undefined || !isInterfaceType(parent) || !(name in parent.getFields())) return [];
    if (isNonNullType(parent.getFields()[name]?.type)) return [];
    const isStrict = this.#operation.schema
      .getPossibleTypes(parent)
      .some((type) => isNonNullType(type.getFields()[name]?.type));
    return isStrict
      ? [{ kind: 'missing', name: key, fetched: this.#compilation.keys.plannedKey(node) }]
      : [];
  }

  #visit(key: string, nodes: readonly FieldNode[], parent: GraphQLCompositeType): Visit {
    const [node] = nodes;
    if (node === undefined) throw new Error(`Nothing selects ${key}`);
    const name = node.name.value;
    const base = { name: key, fetched: this.#compilation.keys.plannedKey(node) };
    if (name === '__typename')
      return {
        ...base,
        kind: 'typename',
        typename: isObjectType(parent) ? parent.name : undefined,
      };
    const field = this.#operation.field(parent, name);
    if (isIntrospection(field)) {
      const complete = compileIntrospection(this.#operation, key, nodes);
      return { ...base, kind: 'nested', complete };
    }
    const { type } = field;
    const place = `${parent.name}.${key}`;
    const named = isNonNullType(type) ? type.ofType : type;
    if (isLeafType(named))
      return {
        ...base,
        kind: 'leaf',
        nonNull: named !== type,
        coerce: compileLeaf(named),
        field: place,
      };
    const around = { objects: this, nodes, field: place, inList: false };
    return { ...base, kind: 'nested', complete: compileComplete(type, around) };
  }
}

function notAnObject(shaping: Shaping, type: GraphQLCompositeType): typeof faulty {
  addFault(shaping, `Expected an object of type ${type.name}.`);
  return faulty;
}
