import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { ListSizeError, type Limits } from './limits.ts';

const sizeArguments = ['first', 'last', 'limit'] as const;
export type Variables = Readonly<Record<string, unknown>>;

/**
 * How many objects an answer may hold, for values of the operation's variables.
 * @throws ListSizeError
 */
export type Cost = (variables: Variables) => number;
/** A list's size as its arguments tell it; undefined when they leave it open. */
type Size = (variables: Variables) => number | undefined;

/**
 * Prepares the estimate of an operation's cost. A field that yields an object costs one, times the sizes of all lists
 * around it. `first`, `last` or `limit` tell a list's size; on a connection they tell the size of the lists in it. Leaf
 * values cost nothing, root fields of mutations ten.
 */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: Pick<Limits, 'assumedListSize' | 'listSize'>,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const defaults = defaultValues(operation);
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) return () => 0;
  return sum(
    ofSet(operation.selectionSet, rootType, undefined, operation.operation === 'mutation'),
  );

  /** @param size of the lists directly inside, when the field around them has arguments for it */
  function ofSet(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    size: Size | undefined,
    mutates: boolean,
  ): Cost[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) {
        const cost = ofField(selection, type, size);
        return [...(mutates ? [() => 10] : []), ...(cost ? [cost] : [])];
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return [];
      const narrowed = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
      const inner = isCompositeType(narrowed) ? narrowed : type;
      return ofSet(fragment.selectionSet, inner, size, mutates);
    });
  }

  function ofField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    given: Size | undefined,
  ): Cost | undefined {
    const field =
      isObjectType(parent) || isInterfaceType(parent)
        ? parent.getFields()[node.name.value]
        : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return undefined;
    const own = sizeOf(field, node);
    if (!isListType(getNullableType(field.type))) {
      const inner = sum(ofSet(node.selectionSet, type, own, false));
      return (variables) => {
        own?.(variables);
        return 1 + inner(variables);
      };
    }
    const inner = sum(ofSet(node.selectionSet, type, undefined, false));
    return (variables) => {
      const length = own?.(variables) ?? given?.(variables) ?? options.assumedListSize;
      return length * (1 + inner(variables));
    };
  }

  function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Size | undefined {
    const told = field.args.filter(({ name }) => sizeArguments.some((known) => known === name));
    if (told.length === 0) return undefined;
    const values = told.map((argument) => valueOf(argument, node));
    return (variables) => {
      let size: number | undefined;
      values.forEach((read, index) => {
        const value = read(variables);
        if (typeof value !== 'number') return;
        if (value > options.listSize)
          throw new ListSizeError(told[index]?.name ?? '', options.listSize);
        size = Math.max(0, size ?? 0, value);
      });
      return size ?? options.assumedListSize;
    };
  }

  function valueOf(argument: GraphQLArgument, node: FieldNode): (variables: Variables) => unknown {
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (given?.kind === Kind.VARIABLE) {
      const name = given.name.value;
      return (variables) => variables[name] ?? defaults.get(name) ?? argument.defaultValue;
    }
    const value = given?.kind === Kind.INT ? Number(given.value) : argument.defaultValue;
    return () => value;
  }
}

const sum =
  (costs: readonly Cost[]): Cost =>
  (variables) => {
    let total = 0;
    for (const cost of costs) total += cost(variables);
    return total;
  };

function defaultValues(operation: OperationDefinitionNode): Map<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.INT)
      defaults.set(variable.name.value, Number(defaultValue.value));
  }
  return defaults;
}
