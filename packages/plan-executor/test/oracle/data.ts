import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { hash } from './entropy.ts';
import { namedType, type GraphModel } from './model.ts';

type Values = Record<string, unknown>;

/** What is the same for all executions that must agree. */
export interface World {
  readonly seed: number;
  /** One in so many values that may be null is null. */
  readonly nullOdds: number;
  /** One in so many fields fails; none when zero. */
  readonly faultOdds: number;
}

/** One execution: mutations count themselves, so that their order shows. */
export interface Run {
  readonly world: World;
  mutations: number;
}

/** An object as resolvers see it. */
export interface Thing {
  readonly number: number;
  /** Its object type, whatever a subgraph calls it. */
  readonly concrete: string;
  readonly __typename: string;
  readonly representation?: Values;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}

function isThing(value: unknown): value is Thing {
  return isValues(value) && typeof value['number'] === 'number' && 'concrete' in value;
}

const anyValues = [0, 'any', { a: [1, null], b: { c: true } }, [1, [2]], false, 9e15, '', -1.5];

/** The data of a graph: every value depends on its object's number, its field and arguments, and the seed. */
export class GraphData {
  readonly #model: GraphModel;
  /** The whole graph as clients see it. */
  readonly #schema: GraphQLSchema;
  readonly #subgraphs: ReadonlyMap<string, GraphQLSchema>;
  /** Each entity type owns the numbers of one remainder, so that a number tells the type. */
  readonly #entities: readonly string[];
  readonly #possible = new Map<string, readonly string[]>();

  constructor(
    model: GraphModel,
    schema: GraphQLSchema,
    subgraphs: ReadonlyMap<string, GraphQLSchema>,
  ) {
    this.#model = model;
    this.#schema = schema;
    this.#subgraphs = subgraphs;
    this.#entities = [...model.types.values()]
      .filter(
        ({ isEntity, isInterface, name }) => isEntity && !isInterface && !this.#isInterface(name),
      )
      .map(({ name }) => name)
      .toSorted();
  }

  /** An entity that a representation stands for, in a subgraph for which it is of `type`. */
  referenced(type: GraphQLNamedType, representation: Values): Thing {
    const typename = type.name;
    const numbers = new Set<number>();
    const names = [typename, ...this.#implementing(typename)];
    for (const [key, value] of Object.entries(representation)) {
      if (key === '__typename') continue;
      const field = names
        .map((name) => this.#model.type(name).fields.get(key))
        .find((found) => found !== undefined);
      if (field?.isKey) numbers.add(numberIn(value));
    }
    const [number] = numbers;
    if (number === undefined || numbers.size !== 1)
      throw new Error(`No entity is ${JSON.stringify(representation)}`);
    const concrete = this.#isInterface(typename)
      ? (this.#entities[number % this.#entities.length] ?? typename)
      : typename;
    // An interface object is of its interface's name; of an interface, a subgraph knows the type.
    const named = isInterfaceType(type) ? concrete : typename;
    return { number, concrete, __typename: named, representation };
  }

  /** Resolves any field, in one subgraph or in the whole graph. */
  resolver(subgraph: string | undefined): GraphQLFieldResolver<unknown, Run> {
    return (source, args: Values, run, { fieldName, parentType, schema, operation }) => {
      const root = [schema.getQueryType(), schema.getMutationType()].includes(parentType);
      const isMutation = root && parentType === schema.getMutationType();
      if (root && operation.operation === 'mutation' && isMutation) run.mutations++;
      const thing: Thing = isThing(source)
        ? source
        : {
            number: isMutation ? run.mutations : 0,
            concrete: isMutation ? 'Mutation' : 'Query',
            __typename: '',
          };
      const field = this.#model.field(thing.concrete, fieldName);
      if (subgraph !== undefined && field.overridden.has(subgraph))
        throw new Error(`${thing.concrete}.${fieldName} is overridden`);
      if (this.#fails(run.world, thing, fieldName))
        throw new GraphQLError(`No ${fieldName}`, { extensions: { code: 'BROKEN' } });
      const [[requiring, set] = [undefined, undefined]] = [...field.requires];
      const required =
        set && subgraph === requiring && requiring !== undefined
          ? pickFrom(thing.representation ?? {}, set)
          : set && this.#pick(run.world, thing, set);
      const value = this.#value(run.world, thing, fieldName, { ...args }, required);
      return this.#named(value, subgraph === undefined ? undefined : schema, parentType, fieldName);
    };
  }

  /** Whether a selected field must fail. Keys and requirements never do: one server would not notice. */
  #fails({ seed, faultOdds }: World, { concrete, number }: Thing, field: string): boolean {
    if (faultOdds === 0 || this.#isNeeded(field)) return false;
    return hash(seed, 'fault', concrete, number, field) % faultOdds === 0;
  }

  #needed: Set<string> | undefined;
  #isNeeded(field: string): boolean {
    this.#needed ??= this.#neededNames();
    return this.#needed.has(field);
  }

  #neededNames(): Set<string> {
    const names = new Set<string>();
    const add = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) names.add(selection.name.value);
        if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet)
          add(selection.selectionSet);
      }
    };
    for (const { fields } of this.#model.types.values())
      for (const [name, field] of fields) {
        if (field.isKey || isUneven(field)) names.add(name);
        field.requires.forEach(add);
      }
    // Nor does what an interface object cannot be without: it is fetched for all types at once.
    for (const schema of this.#subgraphs.values())
      for (const type of Object.values(schema.getTypeMap()))
        if (isObjectType(type) && this.#isInterface(type.name))
          for (const { name, type: fieldType } of Object.values(type.getFields()))
            if (isNonNullType(fieldType)) names.add(name);
    return names;
  }

  #value(world: World, thing: Thing, fieldName: string, args: Values, required: unknown): unknown {
    const field = this.#model.field(thing.concrete, fieldName);
    const types = field.declared.map(({ type }) => type);
    if (field.isKey) return this.#key(types[0], fieldName, thing.number);
    const h = hash(world.seed, thing.concrete, thing.number, fieldName, args, required ?? 0);
    return this.#ofType(world, types, { typeName: thing.concrete, fieldName, h });
  }

  #key(type: TypeNode | undefined, field: string, number: number): unknown {
    const name = type ? namedType(type) : '';
    if (name === 'Int') return number;
    if (name === 'ID' || name === 'String') return `${field}-${number}`;
    return { number, concrete: name, __typename: name } satisfies Thing;
  }

  /** A value that fits all declarations of a field. */
  #ofType(
    world: World,
    declared: readonly TypeNode[],
    place: { typeName: string; fieldName: string; h: number },
  ): unknown {
    const { h } = place;
    const nullable = declared.every(({ kind }) => kind !== Kind.NON_NULL_TYPE);
    if (nullable && h % world.nullOdds === 1) return null;
    const bare = declared.map((type) => (type.kind === Kind.NON_NULL_TYPE ? type.type : type));
    const elements = bare.flatMap((type) => (type.kind === Kind.LIST_TYPE ? [type.type] : []));
    if (elements.length > 0) {
      const length = h % 8 === 0 ? 0 : 1 + (h % 3);
      return Array.from({ length }, (_, i) =>
        this.#ofType(world, elements, { ...place, h: hash(h, i) }),
      );
    }
    const name = bare[0] ? namedType(bare[0]) : '';
    const type = this.#schema.getType(name) ?? this.#anySubgraphType(name);
    if (isEnumType(type)) return type.getValues()[h % type.getValues().length]?.name;
    if (type && (isObjectType(type) || isAbstractType(type))) return this.#thing(type, place);
    return scalar(name, place.fieldName, h);
  }

  #thing(type: GraphQLNamedType, place: { typeName: string; fieldName: string; h: number }): Thing {
    const names = this.#possibleTypes(type, place);
    const concrete = names[place.h % names.length];
    if (concrete === undefined) throw new Error(`No type is possible for ${place.fieldName}`);
    const small = (place.h >>> 4) % 4;
    const index = this.#entities.indexOf(concrete);
    const number = index === -1 ? small : small * this.#entities.length + index;
    return { number, concrete, __typename: concrete };
  }

  /** Types that every subgraph with the field knows. */
  #possibleTypes(
    type: GraphQLNamedType,
    { typeName, fieldName }: { typeName: string; fieldName: string },
  ): readonly string[] {
    if (!isAbstractType(type)) return [type.name];
    const place = `${typeName}.${fieldName} ${type.name}`;
    const known = this.#possible.get(place);
    if (known) return known;
    let names = this.#schema.getPossibleTypes(type).map(({ name }) => name);
    for (const { subgraph } of this.#model.field(typeName, fieldName).declared) {
      const schema = this.#subgraphs.get(subgraph);
      const local = schema?.getType(type.name);
      if (!schema || !isAbstractType(local)) continue;
      const possible = new Set(schema.getPossibleTypes(local).map(({ name }) => name));
      names = names.filter((name) => possible.has(name));
    }
    names.sort();
    this.#possible.set(place, names);
    return names;
  }

  /** Things under the names that a subgraph has for their types. */
  #named(
    value: unknown,
    schema: GraphQLSchema | undefined,
    parent: GraphQLObjectType,
    field: string,
  ): unknown {
    if (schema === undefined) return value;
    if (Array.isArray(value)) return value.map((each) => this.#named(each, schema, parent, field));
    if (!isThing(value)) return value;
    const declared = getNamedType(parent.getFields()[field]?.type)?.name ?? '';
    return { ...value, __typename: schema.getType(value.concrete) ? value.concrete : declared };
  }

  /** What one server would hand to the resolver of a field that requires others. */
  #pick(world: World, thing: Thing, set: SelectionSetNode): Values {
    const type = this.#schema.getType(thing.concrete);
    const picked: Values = {};
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition?.name.value ?? thing.concrete;
        if (on === thing.concrete || this.#implementing(on).includes(thing.concrete))
          Object.assign(picked, this.#pick(world, thing, node.selectionSet));
        continue;
      }
      const name = node.name.value;
      if (name === '__typename') continue;
      const definition = isObjectType(type) ? type.getFields()[name] : undefined;
      const args = definition ? getArgumentValues(definition, node) : {};
      const [inner] = this.#model.field(thing.concrete, name).requires.values();
      const required = inner && this.#pick(world, thing, inner);
      const value = this.#value(world, thing, name, args, required);
      picked[name] = node.selectionSet ? this.#pickEach(world, value, node.selectionSet) : value;
    }
    return picked;
  }

  #pickEach(world: World, value: unknown, set: SelectionSetNode): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#pickEach(world, each, set));
    return isThing(value) ? this.#pick(world, value, set) : value;
  }

  #implementing(name: string): readonly string[] {
    const type = this.#schema.getType(name);
    return isInterfaceType(type)
      ? this.#schema.getPossibleTypes(type).map((each) => each.name)
      : [];
  }

  #isInterface(name: string): boolean {
    return isInterfaceType(this.#schema.getType(name));
  }

  #anySubgraphType(name: string): GraphQLNamedType | undefined {
    for (const schema of this.#subgraphs.values()) {
      const type = schema.getType(name);
      if (type) return type;
    }
    return undefined;
  }
}

/** Whether one subgraph promises a value and another does not: a null spreads in the one and not in the whole graph. */
function isUneven({ declared }: ReturnType<GraphModel['field']>): boolean {
  return new Set(declared.map(({ type }) => type.kind === Kind.NON_NULL_TYPE)).size > 1;
}

/** The same fields of a representation, in the order of the requirement. */
function pickFrom(value: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((each) => pickFrom(each, set));
  if (!isValues(value)) return value;
  const picked: Values = {};
  for (const node of set.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const on = node.typeCondition?.name.value;
      if (on === undefined || value['__typename'] === undefined || value['__typename'] === on)
        Object.assign(picked, pickFrom(value, node.selectionSet));
      continue;
    }
    const inner = value[node.name.value];
    if (node.name.value === '__typename') continue;
    picked[node.name.value] = node.selectionSet ? pickFrom(inner, node.selectionSet) : inner;
  }
  return picked;
}

function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Number(/-(\d+)$/.exec(value)?.[1]);
  if (!isValues(value)) return Number.NaN;
  const numbers = Object.entries(value)
    .filter(([key]) => key !== '__typename')
    .map(([, inner]) => numberIn(inner));
  return new Set(numbers).size === 1 ? (numbers[0] ?? Number.NaN) : Number.NaN;
}

function scalar(type: string, field: string, h: number): unknown {
  switch (type) {
    case 'ID':
      return `${field}-${h % 1000}`;
    case 'Int':
      return h % 4 === 0 ? 0 : h % 1000;
    case 'Float':
      return h % 3 === 0 ? (h % 100) / 4 : h % 100;
    case 'Boolean':
      return h % 2 === 0;
    case 'String':
      return h % 4 === 0 ? '' : `té"xt\n${h % 50}`;
    default:
      return anyValues[h % anyValues.length];
  }
}
