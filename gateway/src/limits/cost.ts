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
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { ListSizeError, type Limits } from './limits.ts';

const sizeArguments = ['first', 'last', 'limit'] as const;
type Variables = Readonly<Record<string, unknown>>;

/**
 * Estimates how many objects an operation's answer holds. A field that yields an object costs one, times the sizes of all
 * lists around it. `first`, `last` or `limit` tell a list's size; on a connection they tell the size of the lists in it.
 * Leaf values cost nothing, root fields of mutations ten.
 * @throws ListSizeError
 */
export function estimateCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  options: Pick<Limits, 'assumedListSize' | 'listSize'>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const defaults = defaultValues(operation);
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) return 0;
  const base = operation.operation === 'mutation' ? 10 : 0;
  return ofSet(operation.selectionSet, rootType, undefined, base);

  /** @param size of the lists directly inside, when the field around them told it */
  function ofSet(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    size: number | undefined,
    base: number,
  ): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += base + ofField(selection, type, size);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) continue;
      const narrowed = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
      cost += ofSet(fragment.selectionSet, isCompositeType(narrowed) ? narrowed : type, size, base);
    }
    return cost;
  }

  function ofField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    given: number | undefined,
  ): number {
    const field =
      isObjectType(parent) || isInterfaceType(parent)
        ? parent.getFields()[node.name.value]
        : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return 0;
    const own = sizeOf(field, node);
    if (!isListType(getNullableType(field.type))) return 1 + ofSet(node.selectionSet, type, own, 0);
    const length = own ?? given ?? options.assumedListSize;
    return length * (1 + ofSet(node.selectionSet, type, undefined, 0));
  }

  function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    const sizes = sizeArguments.flatMap((name) => {
      const definition = field.args.find((argument) => argument.name === name);
      if (!definition) return [];
      const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
      const value =
        given?.kind === Kind.INT
          ? Number(given.value)
          : given?.kind === Kind.VARIABLE
            ? (variables[given.name.value] ?? defaults.get(given.name.value))
            : definition.defaultValue;
      if (typeof value !== 'number') return [undefined];
      if (value > options.listSize) throw new ListSizeError(name, options.listSize);
      return [Math.max(0, value)];
    });
    if (sizes.length === 0) return undefined;
    const told = sizes.filter((size) => size !== undefined);
    return told.length > 0 ? Math.max(...told) : options.assumedListSize;
  }
}

function defaultValues(operation: OperationDefinitionNode): Map<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.INT)
      defaults.set(variable.name.value, Number(defaultValue.value));
  }
  return defaults;
}
