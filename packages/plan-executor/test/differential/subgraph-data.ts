import {
  execute,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { hash } from './entropy.ts';

type Source = Record<string, unknown>;

function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null;
}

/** Every object is known by a number, which its keys carry, so that all subgraphs agree on it. */
function numberOf(source: unknown): number {
  if (!isSource(source)) return 0;
  if (typeof source['#'] === 'number') return source['#'];
  const digits = /\d+/.exec(JSON.stringify(source));
  return digits ? Number(digits[0]) : 0;
}

function scalar(type: string, field: string, owner: number, h: number): unknown {
  switch (type) {
    case 'ID':
      return `${field}-${owner}`;
    case 'Int':
      return owner;
    case 'Float':
      return h % 3 === 0 ? (h % 100) / 4 : h % 100;
    case 'Boolean':
      return h % 2 === 0;
    case 'String':
      return h % 3 === 0 ? `${field}-${owner}` : `té"xt\n${h % 50}`;
    default:
      return [h % 10, `any-${h % 9}`, { a: [1, null], b: { c: true } }, [1, [2]], false, 9e15][
        h % 6
      ];
  }
}

function generate(
  schema: GraphQLSchema,
  seed: number,
  odds: number,
): GraphQLFieldResolver<unknown, unknown> {
  const value = (type: GraphQLOutputType, field: string, owner: number, h: number): unknown => {
    if (isNonNullType(type)) return value(type.ofType, field, owner, (h | 0x40000000) >>> 0);
    const mayBeNull = (h & 0x40000000) === 0;
    if (mayBeNull && h % odds === 1) return null;
    if (isListType(type)) {
      const length = h % 8 === 0 ? 0 : 1 + (h % 3);
      return Array.from({ length }, (_, i) =>
        value(type.ofType, field, owner + i, (hash(h, i) & 0xbfffffff) >>> 0),
      );
    }
    if (isEnumType(type)) return type.getValues()[h % type.getValues().length]?.value;
    const object = { '#': h % 6 };
    if (isObjectType(type)) return object;
    if (isAbstractType(type)) {
      const types = schema.getPossibleTypes(type);
      const names = types.map((t) => t.name).sort();
      return { ...object, __typename: names[object['#'] % names.length] };
    }
    return scalar(getNamedType(type).name, field, owner, h);
  };

  return (source, args, _context, { fieldName, returnType }) => {
    if (isSource(source) && Object.hasOwn(source, fieldName)) return source[fieldName];
    const owner = numberOf(source);
    const h = hash(seed, owner, fieldName, args);
    if (h % (odds * 7) === 3) {
      const extensions = h % 2 === 0 ? { code: 'BROKEN', detail: h % 10 } : {};
      throw new GraphQLError(`No ${fieldName}`, { extensions });
    }
    return value(returnType, fieldName, owner, (h & 0xbfffffff) >>> 0);
  };
}

/**
 * Runs a query against a subgraph filled with data that depends only on the seed. One in
 * about `odds` nullable values is null and fewer fields fail.
 */
export async function answer(
  schema: GraphQLSchema,
  request: { query: string; operationName: string | undefined; variables: Source },
  seed: number,
  odds: number,
): Promise<ExecutionResult> {
  return execute({
    schema,
    document: parse(request.query),
    variableValues: request.variables,
    fieldResolver: generate(schema, seed, odds),
    ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
  });
}
