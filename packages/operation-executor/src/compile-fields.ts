import {
  defaultFieldResolver,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { argumentsOf } from './arguments.ts';
import { collectFields, type Conditions } from './collect-fields.ts';
import { shortcutOf } from './leaf.ts';
import type { FieldPlan, Source, TypePlan } from './plan.ts';

type Sets = readonly (SelectionSetNode | undefined)[];

/** Plans the fields of an object. */
export function compileFields(
  source: Source,
  conditions: Conditions,
  type: GraphQLObjectType,
  sets: Sets,
): FieldPlan[] {
  const plans: FieldPlan[] = [];
  for (const [key, nodes] of collectFields(source, conditions, type, sets)) {
    const plan = compileField(source, conditions, type, key, nodes);
    if (plan) plans.push(plan);
  }
  return plans;
}

function compileField(
  source: Source,
  conditions: Conditions,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): FieldPlan | undefined {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  const isTypename = name === TypeNameMetaFieldDef.name;
  const definition = isTypename ? TypeNameMetaFieldDef : parentType.getFields()[name];
  if (!node || !definition) return undefined;
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const type = compileType(source, conditions, definition.type, sets);
  const { resolve } = definition;
  return {
    key,
    name,
    nodes,
    parentType,
    definition,
    resolve: resolve ?? defaultFieldResolver,
    argumentsOf: argumentsOf(definition, node),
    type,
    shortcut: type.kind === 'leaf' && !resolve ? type.shortcut : undefined,
    constant: isTypename ? parentType.name : undefined,
  };
}

function compileType(
  source: Source,
  conditions: Conditions,
  type: GraphQLOutputType,
  sets: Sets,
  nullable = true,
): TypePlan {
  if (isNonNullType(type)) return compileType(source, conditions, type.ofType, sets, false);
  if (isListType(type))
    return { kind: 'list', nullable, item: compileType(source, conditions, type.ofType, sets) };
  if (isLeafType(type))
    return { kind: 'leaf', nullable, type, shortcut: shortcutOf(type, nullable) };
  const compile = (object: GraphQLObjectType) => compileFields(source, conditions, object, sets);
  if (!isAbstractType(type)) return { kind: 'object', nullable, fields: compile(type) };
  const plans = new Map<GraphQLObjectType, readonly FieldPlan[]>();
  // Only types that occur: abstract types within each other would make many combinations.
  const fieldsOf = (object: GraphQLObjectType): readonly FieldPlan[] => {
    const fields = plans.get(object) ?? compile(object);
    plans.set(object, fields);
    return fields;
  };
  return { kind: 'abstract', nullable, type, fieldsOf };
}
