import {
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
} from 'graphql';

export interface RandomOperationOptions {
  readonly schema: GraphQLSchema;
  /** A number from 0 up to, but without, `bound`; what decides everything. */
  readonly draw: (bound: number) => number;
  /** Literals for scalars, by the name of the type; `other` for all that have none of their own. */
  readonly literals: Readonly<Record<string, readonly string[]>> & {
    readonly other: readonly string[];
  };
}

/** An operation that is valid but for some of its values: it comes through validation to what lies behind. */
export function randomOperation({ schema, draw, literals }: RandomOperationOptions): string {
  const maxDepth = 5;
  const one = <Item>(items: readonly Item[]): Item | undefined => items[draw(items.length)];
  const some = <Item>(items: readonly Item[], most: number): Item[] =>
    Array.from({ length: Math.min(items.length, 1 + draw(most)) }, () => one(items)).filter(
      (item) => item !== undefined,
    );

  function literal(type: GraphQLInputType, depth: number): string {
    if (isNonNullType(type)) return literal(type.ofType, depth);
    if (isListType(type))
      return `[${Array.from({ length: draw(3) }, () => literal(type.ofType, depth + 1)).join(', ')}]`;
    if (isEnumType(type)) return one(type.getValues())?.name ?? 'null';
    if (!isInputObjectType(type)) return one(literals[type.name] ?? literals.other) ?? 'null';
    const fields = Object.values(type.getFields());
    const given = fields.filter(
      (field) => isRequiredInputField(field) || (depth < maxDepth && draw(3) === 0),
    );
    const chosen = type.isOneOf ? some(fields, 1) : given;
    return `{ ${chosen.map((field) => `${field.name}: ${literal(field.type, depth + 1)}`).join(', ')} }`;
  }

  function argumentsOf(all: readonly GraphQLArgument[]): string {
    const given = all.filter((argument) => isRequiredArgument(argument) || draw(3) === 0);
    if (given.length === 0) return '';
    return `(${given.map(({ name, type }) => `${name}: ${literal(type, 0)}`).join(', ')})`;
  }

  function field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(type);
    // An alias keeps two fields with other arguments from being one that contradicts itself.
    const alias = args.length > 0 ? `a${draw(1e6)}: ` : '';
    return `${alias}${name}${argumentsOf(args)}${isLeafType(named) ? '' : ` ${selection(named, depth + 1)}`}`;
  }

  function selection(type: GraphQLNamedOutputType, depth: number): string {
    if (isLeafType(type)) return '';
    if (isAbstractType(type)) {
      const parts = some(schema.getPossibleTypes(type), 2).map(
        (possible) => `... on ${possible.name} ${selection(possible, depth)}`,
      );
      return `{ __typename ${parts.join(' ')} }`;
    }
    const fields = Object.values(type.getFields()).filter(
      (candidate) => depth < maxDepth || isLeafType(getNamedType(candidate.type)),
    );
    return `{ __typename ${some(fields, 4)
      .map((chosen) => field(chosen, depth))
      .join(' ')} }`;
  }

  const mutation = draw(4) === 0 ? schema.getMutationType() : undefined;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  return `${mutation ? 'mutation' : 'query'} ${selection(root, 0)}`;
}
