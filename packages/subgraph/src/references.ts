import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Resolver } from './access.ts';
import { badUserInput } from './errors.ts';

const maxRepresentations = 1_000;

interface Representations {
  readonly representations: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Lets `_entities` answer object types at once where their readers do; Apollo's own resolver makes promises of all of
 * them. It still answers what else there may be, such as interfaces.
 * @param readers the `__resolveReference` of a type, where it has one; without, a reference stands for itself
 */
export function answerReferences(
  schema: GraphQLSchema,
  readers: (type: string) => Resolver | undefined,
): void {
  const field = schema.getQueryType()?.getFields()._entities;
  const resolve = field?.resolve;
  if (!field || !resolve) return;
  field.resolve = (parent, args: Representations, context, info): unknown => {
    const { representations } = args;
    if (representations.length > maxRepresentations)
      throw badUserInput(`At most ${maxRepresentations} representations are allowed per request.`);
    const types = representations.map(({ __typename: name }) =>
      typeof name === 'string' ? schema.getType(name) : undefined,
    );
    if (types.includes(undefined))
      throw badUserInput('A representation has a __typename that this service does not resolve.');
    if (!types.every(isObjectType)) return resolve(parent, args, context, info);
    return representations.map((reference) => {
      const name = String(reference.__typename);
      const read = readers(name);
      const entity = read ? read(reference, context, info) : reference;
      return isPromise(entity)
        ? entity.then((settled) => named(settled, name))
        : named(entity, name);
    });
  };
}

/** What was read, with the name of its type, by which the union of all entities knows it. */
function named(entity: unknown, name: string): unknown {
  if (typeof entity !== 'object' || entity === null) return entity;
  if (!('__typename' in entity))
    return Object.defineProperty(entity, '__typename', { value: name });
  return entity.__typename === name ? entity : { ...entity, __typename: name };
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';
