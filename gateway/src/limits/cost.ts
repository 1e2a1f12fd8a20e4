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
import { compileInputCost } from './input-cost.ts';
import { ListSizeError, SlicingError, type Limits } from './limits.ts';
import type { Weights } from './weights.ts';

const sizeArguments: readonly string[] = ['first', 'last', 'limit'];
export type Variables = Readonly<Record<string, unknown>>;

/**
 * How many objects an answer may hold, for values of the operation's variables.
 * @throws ListSizeError
 */
export type Cost = (variables: Variables) => number;
/** A list's size as its arguments tell it; undefined when they leave it open. */
type Size = (variables: Variables) => number | undefined;

/** Sizes of the lists in an object: of all of them, or of those that are named. */
interface Inside {
  readonly size: Size;
  readonly sizedFields: readonly string[] | undefined;
}

export interface CostedSchema {
  readonly schema: GraphQLSchema;
  readonly weights: Weights;
}

/**
 * Prepares the estimate of an operation's cost. A field that yields an object costs one, times the sizes of all lists
 * around it. `first`, `last` or `limit` tell a list's size; on a connection they tell the size of the lists in it. Leaf
 * values cost nothing, root fields of mutations ten. `@cost` and `@listSize` of the modules take the place of these.
 */
export function compileCost(
  { schema, weights }: CostedSchema,
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

  /** @param inside sizes of the lists directly inside, when the field around them has arguments for it */
  function ofSet(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    inside: Inside | undefined,
    mutates: boolean,
  ): Cost[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return ofField(selection, type, inside, mutates) ?? [];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return [];
      const narrowed = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
      const inner = isCompositeType(narrowed) ? narrowed : type;
      return ofSet(fragment.selectionSet, inner, inside, mutates);
    });
  }

  function ofField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    inside: Inside | undefined,
    mutates: boolean,
  ): Cost | undefined {
    const field =
      isObjectType(parent) || isInterfaceType(parent)
        ? parent.getFields()[node.name.value]
        : undefined;
    if (!field) return mutates ? () => 10 : undefined;
    const coordinate = `${parent.name}.${field.name}`;
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? node.selectionSet : undefined;
    const own = weights.weightOf(coordinate);
    const each = own ?? weights.weightOf(type.name) ?? (below ? 1 : 0);
    const once = compileInputCost(weights, coordinate, field, node);
    const extra = mutates && own === undefined ? 10 : 0;
    if (!below && each === 0 && !once) return extra > 0 ? () => extra : undefined;
    const { size, sizedFields } = sizeOf(coordinate, field, node);
    const isList = isListType(getNullableType(field.type));
    const passed = size && (sizedFields || !isList) ? { size, sizedFields } : undefined;
    const inner = below && isCompositeType(type) ? sum(ofSet(below, type, passed, false)) : () => 0;
    const given =
      !inside?.sizedFields || inside.sizedFields.includes(field.name) ? inside?.size : undefined;
    return (variables) => {
      const own = size?.(variables);
      const known = sizedFields ? undefined : own;
      const length = isList ? (known ?? given?.(variables) ?? options.assumedListSize) : 1;
      return extra + (once?.(variables) ?? 0) + length * (each + inner(variables));
    };
  }

  function sizeOf(
    coordinate: string,
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
  ): { size?: Size; sizedFields?: readonly string[] } {
    const declared = weights.listSizeOf(coordinate);
    const names = declared?.slicingArguments ?? (declared ? [] : sizeArguments);
    const told = field.args.filter(({ name }) => names.includes(name));
    const assumed = declared?.assumedSize ?? options.assumedListSize;
    if (told.length === 0 && !declared) return {};
    const values = told.map((argument) => valueOf(argument, node));
    const needsOne = told.length > 0 && declared?.requireOneSlicingArgument === true;
    const size: Size = (variables) => {
      const given = values.map((read) => read(variables)).filter((value) => value != null);
      if (needsOne && given.length !== 1) throw new SlicingError(coordinate, names);
      const numbers = given.filter((value) => typeof value === 'number');
      for (const [index, read] of values.entries()) {
        const value = read(variables);
        if (typeof value === 'number' && value > options.listSize)
          throw new ListSizeError(told[index]?.name ?? '', options.listSize);
      }
      return numbers.length > 0 ? Math.max(0, ...numbers) : assumed;
    };
    return declared?.sizedFields?.length ? { size, sizedFields: declared.sizedFields } : { size };
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
