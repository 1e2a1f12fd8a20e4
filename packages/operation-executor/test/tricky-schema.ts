import {
  buildSchema,
  GraphQLError,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  responsePathAsArray,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { World } from './world.ts';

const sdl = `
  scalar Odd
  enum Colour { RED GREEN }
  input In { a: Int! = 3 b: [String] c: In }
  interface Node { id: ID! name(prefix: String = "p", upper: Boolean): String peer: Node }
  union Both = A | B
  type A implements Node {
    id: ID! name(prefix: String = "p", upper: Boolean): String peer: Node
    ints: [Int!] grid: [[B!]] must: B! nodes: [Node!]! colour: Colour odd: Odd both: Both
    echo(input: In, list: [Int!], colour: Colour, odd: Odd): String
  }
  type B implements Node {
    id: ID! name(prefix: String = "p", upper: Boolean): String peer: Node
    ratio: Float flag: Boolean! colour: Colour odd: Odd both: Both colours: [Colour!]! a: A
  }
  type Query { a: A b: B! node: Node both: [Both] many(n: Int! = 2): [A!]! text: String! }
  type Mutation { first: A second: B! third: Int }`;

/** Fields whose value is a property of their object: a value, a promise, or a function that is given the arguments. */
const properties = new Set(['name', 'ints', 'colour', 'odd', 'ratio', 'flag', 'must', 'nodes']);

/** A schema in which every kind of type occurs, and every field may go wrong in every way. */
export function createTrickySchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type) || isUnionType(type)) {
      type.resolveType = (value, context: World, info) =>
        context.typeNameOf(value, responsePathAsArray(info.path).join('.'));
    }
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields()))
        if (!properties.has(field.name))
          field.resolve = (_source, args, context: World, info) => valueOf(context, args, info);
  }
  const odd = schema.getType('Odd');
  if (isScalarType(odd)) {
    odd.serialize = (value: unknown) => {
      if (value === 'none') return undefined;
      if (value === 'bad') throw new GraphQLError('odd to the end');
      return value;
    };
    odd.parseValue = (value: unknown) => {
      if (value === 'bad') throw new Error('odd from the start');
      return value;
    };
  }
  return schema;
}

function valueOf(world: World, args: unknown, info: GraphQLResolveInfo): unknown {
  const place = responsePathAsArray(info.path).join('.');
  world.calls.push(`${place} ${JSON.stringify(args)}`);
  return world.behave(place, () => make(world, info.returnType, info.schema, place));
}

/** A value that fits the type, most of the time. */
function make(
  world: World,
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  place: string,
): unknown {
  if (isNonNullType(type)) return make(world, type.ofType, schema, place);
  if (isListType(type)) {
    const length = world.chance(`${place} length`, 4);
    return Array.from({ length }, (_, index) =>
      world.behave(`${place}.${index}`, () =>
        make(world, type.ofType, schema, `${place}.${index}`),
      ),
    );
  }
  if (isObjectType(type)) return makeObject(world, type, schema, place);
  if (isInterfaceType(type) || isUnionType(type)) {
    const name = world.chance(`${place} kind`, 2) === 0 ? 'A' : 'B';
    const object = schema.getType(name);
    return (
      isObjectType(object) && { __typename: name, ...makeObject(world, object, schema, place) }
    );
  }
  return world.leaf(type.name, place);
}

const makeObject = (
  world: World,
  type: GraphQLObjectType,
  schema: GraphQLSchema,
  place: string,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter(({ name }) => properties.has(name))
      .map((field) => {
        const own = `${place}/${field.name}`;
        // What a property holds is made when it is asked for: the objects may go on without end.
        const value = (args: unknown, context: World, info: GraphQLResolveInfo) =>
          valueOf(context, args, info);
        const isPlain = !isObjectOrList(field.type) && world.chance(`${own} plain`, 3) > 0;
        return [
          field.name,
          isPlain ? world.settled(own, () => make(world, field.type, schema, own)) : value,
        ];
      }),
  );

const isObjectOrList = (type: GraphQLOutputType): boolean =>
  isNonNullType(type) ? isObjectOrList(type.ofType) : isListType(type) || isObjectType(type);
