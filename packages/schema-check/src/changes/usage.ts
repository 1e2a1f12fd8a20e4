import {
  type GraphQLSchema,
  type SelectionNode,
  type TypeNode,
  Kind,
  TypeInfo,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  visit,
  visitWithTypeInfo,
} from '../graphql.ts';
import type { JudgedOperation } from '../judged-operations.ts';

/**
 * Which operations use what, by exact coordinate: `Type`, `Type.field`, `Type.field(arg:)`, `Input.field`, `Enum.VALUE`,
 * `@directive`, `@directive(arg:)`; `behind Type.field` where an interface of the type is asked for the field; `Abstract > Type`
 * where a fragment narrows; `read Enum` and `read Interface` where values come back; `send Enum` and `send Input` where a
 * variable may carry any value.
 */
export class Usage {
  readonly #uses = new Map<string, Set<JudgedOperation>>();

  add(key: string, operation: JudgedOperation): void {
    const uses = this.#uses.get(key) ?? new Set();
    this.#uses.set(key, uses.add(operation));
  }

  of(...keys: string[]): JudgedOperation[] {
    return [...new Set(keys.flatMap((key) => [...(this.#uses.get(key) ?? [])]))];
  }
}

export function usageOf(schema: GraphQLSchema, operations: JudgedOperation[]): Usage {
  const usage = new Usage();
  for (const operation of operations)
    collect(schema, operation, (key) => usage.add(key, operation));
  return usage;
}

type Use = (key: string) => void;

function collect(schema: GraphQLSchema, operation: JudgedOperation, use: Use): void {
  const info = new TypeInfo(schema);
  const conditions = new Map(
    operation.document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION
        ? [[node.name.value, node.typeCondition.name.value] as const]
        : [],
    ),
  );
  const visitor = visitWithTypeInfo(info, {
    Field(node) {
      useField(schema, info, node.name.value, use);
    },
    Argument(node) {
      const [parent, field, directive] = [
        info.getParentType(),
        info.getFieldDef(),
        info.getDirective(),
      ];
      if (directive) use(`@${directive.name}(${node.name.value}:)`);
      else if (parent && field) use(`${parent.name}.${field.name}(${node.name.value}:)`);
    },
    ObjectValue() {
      const input = getNamedType(info.getInputType() ?? undefined);
      if (isInputObjectType(input)) use(input.name);
    },
    ObjectField(node) {
      const input = getNamedType(info.getParentInputType() ?? undefined);
      if (isInputObjectType(input)) use(`${input.name}.${node.name.value}`);
    },
    EnumValue(node) {
      const type = getNamedType(info.getInputType() ?? undefined);
      if (type) use(`${type.name}.${node.value}`);
    },
    VariableDefinition(node) {
      useVariable(schema, node.type, use);
    },
    Directive(node) {
      use(`@${node.name.value}`);
    },
    SelectionSet({ selections }) {
      const parent = info.getParentType();
      for (const condition of selections.flatMap((node) => conditionOf(node, conditions))) {
        use(condition);
        if (isAbstractType(parent)) use(`${parent.name} > ${condition}`);
      }
    },
  });
  visit(operation.document, visitor);
}

/** The type that a fragment in a selection narrows to. */
function conditionOf(node: SelectionNode, ofFragments: ReadonlyMap<string, string>): string[] {
  if (node.kind === Kind.FIELD) return [];
  const condition =
    node.kind === Kind.INLINE_FRAGMENT
      ? node.typeCondition?.name.value
      : ofFragments.get(node.name.value);
  return condition === undefined ? [] : [condition];
}

function useField(schema: GraphQLSchema, info: TypeInfo, name: string, use: Use): void {
  const parent = info.getParentType();
  if (!isCompositeType(parent)) return;
  use(parent.name);
  use(`${parent.name}.${name}`);
  if (isAbstractType(parent))
    for (const type of schema.getPossibleTypes(parent)) use(`behind ${type.name}.${name}`);
  const type = getNamedType(info.getType() ?? undefined);
  if (!type) return;
  use(type.name);
  if (isEnumType(type) || isInterfaceType(type)) use(`read ${type.name}`);
}

/** A variable may carry any field and any value of its type, however deep. */
function useVariable(schema: GraphQLSchema, node: TypeNode, use: Use): void {
  const sent = new Set([schema.getType(nameOf(node))]);
  for (const type of sent) {
    if (!type) continue;
    use(type.name);
    use(`send ${type.name}`);
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      use(`${type.name}.${field.name}`);
      sent.add(getNamedType(field.type));
    }
  }
}

function nameOf(node: TypeNode): string {
  return node.kind === Kind.NAMED_TYPE ? node.name.value : nameOf(node.type);
}
