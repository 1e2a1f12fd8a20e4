import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Conditions } from './conditions.ts';
import { compositeOf, isIntrospection, type ClientOperation } from './operation.ts';
import { plannedField, type ResponseKeys } from './response-keys.ts';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Which fields of an operation one of its plans is for. */
export interface Part {
  /** Undefined where the parts do not matter; else whether a field is for this part alone, or for another one. */
  readonly owns: (type: GraphQLCompositeType, field: string) => boolean | undefined;
  /** Whether it has what belongs to no part. */
  readonly hasRest: boolean;
  /** Whether named fragments are spread in place, because one may have to differ between two places. */
  readonly inline: boolean;
}

export const wholeOperation: Part = { owns: () => undefined, hasRest: true, inline: false };

/**
 * Writes the document that is planned in a client's stead for certain conditions: without what these leave out, each field
 * under its planned name, and without what no subgraph is called for.
 */
export class PlannedDocument {
  readonly #operation: ClientOperation;
  readonly #keys: ResponseKeys;
  readonly #conditions: Conditions;
  readonly #part: Part;
  readonly #fragments = new Map<string, FragmentDefinitionNode | undefined>();
  /** Types with fields of this part, and types with fields of other parts on the way to those. */
  readonly #ownTypes = new Set<GraphQLCompositeType>();
  readonly #crossedTypes = new Set<GraphQLCompositeType>();

  constructor(
    operation: ClientOperation,
    keys: ResponseKeys,
    conditions: Conditions,
    part: Part = wholeOperation,
  ) {
    this.#operation = operation;
    this.#keys = keys;
    this.#conditions = conditions;
    this.#part = part;
  }

  /** Undefined when nothing is left to be fetched. */
  write(): DocumentNode | undefined {
    const { definition, rootType } = this.#operation;
    const selections = this.#selections(definition.selectionSet, rootType, this.#part.hasRest);
    if (selections.length === 0) return undefined;
    for (const type of this.#crossedTypes) if (this.#ownTypes.has(type)) throw entangled(type);
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
    const fragments = [...this.#fragments.values()].filter((fragment) => fragment !== undefined);
    return {
      kind: Kind.DOCUMENT,
      definitions: [{ ...definition, directives: [], selectionSet }, ...fragments],
    };
  }

  /** @param whole whether fields of no part are wanted here */
  #selections(set: SelectionSetNode, type: GraphQLCompositeType, whole: boolean): SelectionNode[] {
    return set.selections.flatMap((selection) => {
      if (this.#conditions.includes(selection) !== true) return [];
      return this.#selection(selection, type, whole) ?? [];
    });
  }

  #selection(
    selection: SelectionNode,
    type: GraphQLCompositeType,
    whole: boolean,
  ): SelectionNode | undefined {
    if (selection.kind === Kind.FIELD) return this.#field(selection, type, whole);
    if (selection.kind === Kind.FRAGMENT_SPREAD && !this.#part.inline) {
      const { name } = selection;
      return this.#spread(name.value) && { kind: Kind.FRAGMENT_SPREAD, name };
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? this.#operation.fragment(selection.name.value)
        : selection;
    const { typeCondition } = fragment;
    const inner = this.#operation.narrowed(typeCondition?.name.value, type);
    const selections = this.#selections(fragment.selectionSet, inner, whole);
    if (selections.length === 0) return undefined;
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(typeCondition && { typeCondition }),
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    };
  }

  #spread(name: string): FragmentDefinitionNode | undefined {
    if (this.#fragments.has(name)) return this.#fragments.get(name);
    const fragment = this.#operation.fragment(name);
    const type = this.#operation.narrowed(
      fragment.typeCondition.name.value,
      this.#operation.rootType,
    );
    const selections = this.#selections(fragment.selectionSet, type, true);
    const written: FragmentDefinitionNode | undefined =
      selections.length === 0
        ? undefined
        : {
            kind: Kind.FRAGMENT_DEFINITION,
            name: fragment.name,
            typeCondition: fragment.typeCondition,
            selectionSet: { kind: Kind.SELECTION_SET, selections },
          };
    this.#fragments.set(name, written);
    return written;
  }

  #field(node: FieldNode, type: GraphQLCompositeType, whole: boolean): FieldNode | undefined {
    const name = node.name.value;
    if (name === '__typename')
      return type === this.#operation.rootType || !whole ? undefined : typename;
    const field = this.#operation.field(type, name);
    if (isIntrospection(field)) return undefined;
    const owned = this.#part.owns(type, name);
    const wanted = owned ?? whole;
    const key = this.#keys.plannedKey(node);
    if (!node.selectionSet && owned === true) this.#ownTypes.add(type);
    if (!node.selectionSet) return wanted ? plannedField(node, key, undefined) : undefined;
    const inner = this.#selections(node.selectionSet, compositeOf(field.type), wanted);
    if (inner.length === 0 && !wanted) return undefined;
    if (owned !== undefined) (wanted ? this.#ownTypes : this.#crossedTypes).add(type);
    // The object itself must be there, although nothing of it is wanted.
    const selections = inner.length === 0 ? [typename] : inner;
    return plannedField(node, key, { kind: Kind.SELECTION_SET, selections });
  }
}

function entangled(type: GraphQLCompositeType): GraphQLError {
  return new GraphQLError(
    `Fields of ${type.name} that depend on different values of one field are selected below each other. Select them in operations of their own.`,
    { extensions: { code: 'OPERATION_NOT_SUPPORTED' } },
  );
}
