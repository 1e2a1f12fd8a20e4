import {
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { isRecord } from '../json.ts';
import type { Variables } from './cost.ts';
import { noWeights, type Weights } from './weights.ts';

function ofValue(weights: Weights, inputType: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  const type = getNullableType(inputType);
  if (isListType(type)) {
    const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
    return elements.reduce<number>(
      (sum, element) => sum + ofValue(weights, type.ofType, element),
      0,
    );
  }
  let cost = weights.weightOf(type.name) ?? 0;
  if (!isInputObjectType(type) || !isRecord(value)) return cost;
  for (const field of Object.values(type.getFields())) {
    const given = value[field.name] ?? field.defaultValue;
    if (given === undefined) continue;
    cost += weights.weightOf(`${type.name}.${field.name}`) ?? 0;
    cost += ofValue(weights, field.type, given);
  }
  return cost;
}

/** What a field's arguments cost by the `@cost` of arguments, input types and their fields; undefined when nothing. */
export function compileInputCost(
  weights: Weights,
  coordinate: string,
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
): ((variables: Variables) => number) | undefined {
  if (weights === noWeights || args.length === 0) return undefined;
  return (variables) => {
    let cost = 0;
    for (const argument of args) {
      const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
      const value = (given && valueFromASTUntyped(given, variables)) ?? argument.defaultValue;
      if (value === undefined) continue;
      cost += weights.weightOf(`${coordinate}(${argument.name}:)`) ?? 0;
      cost += ofValue(weights, argument.type, value);
    }
    return cost;
  };
}
