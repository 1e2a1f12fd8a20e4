import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isRecord } from '../json.ts';

/** Whether an answer's data has objects and lists where the operation's types have them. */
export type AcceptsData = (data: Readonly<Record<string, unknown>>) => boolean;

interface FieldShape {
  readonly key: string;
  /** Lists inside each other around the value. */
  readonly lists: number;
  /** Undefined for leaf values, whose types the executor checks. */
  readonly fields: FieldShape[] | undefined;
  readonly isTypename: boolean;
}

/**
 * Compiles the check for a subgraph's operation. An executor walks through answers and would give up the whole operation
 * where it meets a text instead of a list; so such an answer must count as the module's failure before it gets there.
 * @param schema the supergraph's; fields that it does not know are not checked
 */
export function compileAnswerShape(schema: GraphQLSchema, operation: string): AcceptsData {
  const document = parse(operation, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const shapes: FieldShape[] = [];
  const root = rootOf(document);
  if (root) collect(root.selectionSet, schema.getRootType(root.operation)?.name, shapes);
  return (data) => fits(data, shapes);

  function collect(set: SelectionSetNode, parent: string | undefined, into: FieldShape[]): void {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment)
          collect(fragment.selectionSet, fragment.typeCondition?.name.value ?? parent, into);
        continue;
      }
      const name = selection.name.value;
      const key = selection.alias?.value ?? name;
      const type = name === '_entities' ? undefined : fieldType(parent, name);
      const isTypename = name === '__typename';
      if (!type && !isTypename && name !== '_entities') continue;
      let shape = into.find((known) => known.key === key);
      if (!shape) {
        const lists = type ? listsAround(type) : name === '_entities' ? 1 : 0;
        if (!selection.selectionSet && lists === 0 && !isTypename) continue;
        shape = { key, lists, isTypename, fields: selection.selectionSet ? [] : undefined };
        into.push(shape);
      }
      if (selection.selectionSet && shape.fields)
        collect(selection.selectionSet, type && getNamedType(type).name, shape.fields);
    }
  }

  function fieldType(parent: string | undefined, name: string): GraphQLOutputType | undefined {
    const type = parent === undefined ? undefined : schema.getType(parent);
    if (!isCompositeType(type) || !(isObjectType(type) || isInterfaceType(type))) return undefined;
    return type.getFields()[name]?.type;
  }
}

const rootOf = (document: DocumentNode) =>
  document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);

function listsAround(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsAround(type.ofType);
  return isListType(type) ? 1 + listsAround(type.ofType) : 0;
}

function fits(data: Readonly<Record<string, unknown>>, fields: readonly FieldShape[]): boolean {
  for (const field of fields) {
    const value = data[field.key];
    if (value !== undefined && value !== null && !valueFits(value, field, field.lists))
      return false;
  }
  return true;
}

function valueFits(value: unknown, field: FieldShape, lists: number): boolean {
  if (value === null) return true;
  if (lists > 0) {
    if (!Array.isArray(value)) return false;
    for (const element of value) if (!valueFits(element, field, lists - 1)) return false;
    return true;
  }
  if (field.isTypename) return typeof value === 'string';
  return !field.fields || (isRecord(value) && fits(value, field.fields));
}
