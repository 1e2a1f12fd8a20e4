import {
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isPlainRecord } from '../json.ts';
import { compilePlaces, type PlacesOf } from './fetch-places.ts';

/** Where in a subgraph's response, in the words of its own errors. */
export type FetchedPath = readonly (string | number)[];

/** What a planned fetch selects. */
export interface FetchShape {
  /** Sets to null what is no list, object or type's name although the operation has one there. @returns the places */
  mend(data: Record<string, unknown>): FetchedPath[];
  readonly places: PlacesOf;
}

interface FieldShape {
  readonly key: string;
  /** Lists inside each other around the value. */
  readonly lists: number;
  /** Undefined for leaf values, whose types the executor checks. */
  readonly fields: FieldShape[] | undefined;
  readonly isTypename: boolean;
}

/**
 * Compiles the check of a subgraph's responses. An executor walks through them and would give up the whole operation where it
 * meets a text instead of a list, so such values must not get there.
 * @param schema the supergraph's; fields that it does not know are not checked
 */
export function compileFetchShape(schema: GraphQLSchema, document: DocumentNode): FetchShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const shapes: FieldShape[] = [];
  const root = rootOf(document);
  if (root) collect(root.selectionSet, schema.getRootType(root.operation)?.name, shapes);
  return {
    mend: (data) => (fits(data, shapes) ? [] : mend(data, shapes)),
    places: compilePlaces(schema, root?.selectionSet, fragments),
  };

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
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
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
    if (value === undefined || (value === null && !field.isTypename)) continue;
    if (!valueFits(value, field, field.lists)) return false;
  }
  return true;
}

function valueFits(value: unknown, field: FieldShape, lists: number): boolean {
  if (field.isTypename) return typeof value === 'string';
  if (value === null) return true;
  if (lists > 0) {
    if (!Array.isArray(value)) return false;
    for (const element of value) if (!valueFits(element, field, lists - 1)) return false;
    return true;
  }
  return !field.fields || (isTyped(value) && fits(value, field.fields));
}

/** Executors read the name of an object's type, also where the operation does not ask for it. */
const isTyped = (value: unknown): value is Record<string, unknown> =>
  isPlainRecord(value) &&
  (value['__typename'] === undefined || typeof value['__typename'] === 'string');

/** As `fits`, but puts right what does not. */
function mend(data: Record<string, unknown>, shapes: readonly FieldShape[]): FetchedPath[] {
  const mended: FetchedPath[] = [];
  const path: (string | number)[] = [];

  /** @returns false when the object that has these fields cannot stay */
  function mendFields(object: Record<string, unknown>, fields: readonly FieldShape[]): boolean {
    for (const field of fields) {
      const value = object[field.key];
      if (value === undefined) continue;
      if (field.isTypename && typeof value !== 'string') return false;
      path.push(field.key);
      if (!mendValue(value, field, field.lists)) {
        object[field.key] = null;
        mended.push([...path]);
      }
      path.pop();
    }
    return true;
  }

  function mendValue(value: unknown, field: FieldShape, lists: number): boolean {
    if (value === null || field.isTypename) return true;
    if (lists === 0) return !field.fields || (isTyped(value) && mendFields(value, field.fields));
    if (!Array.isArray(value)) return false;
    for (const [index, element] of value.entries()) {
      path.push(index);
      if (!mendValue(element, field, lists - 1)) {
        value[index] = null;
        mended.push([...path]);
      }
      path.pop();
    }
    return true;
  }

  if (!mendFields(data, shapes)) {
    // Nobody needs the name of the root's type.
    for (const { key, isTypename } of shapes) if (isTypename) delete data[key];
    mendFields(data, shapes);
  }
  return mended;
}
