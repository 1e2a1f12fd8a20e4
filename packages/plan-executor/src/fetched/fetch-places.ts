import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isPlainRecord } from '../json.ts';
import type { FetchedPath } from './fetch-shape.ts';

/** The fields that a call is for: those of the root, or those of each entity. */
export type PlacesOf = (variables: Readonly<Record<string, unknown>>) => FetchedPath[];

interface Place {
  readonly field: FieldNode;
  /** Type conditions around it, which an entity must meet. */
  readonly conditions: readonly string[];
  /** It and the fragments around it, which may have directives. */
  readonly guards: readonly SelectionNode[];
}

/** Finds the fields that a subgraph's operation is for, so that an error which says nothing of its place gets one. */
export function compilePlaces(
  schema: GraphQLSchema,
  root: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): PlacesOf {
  const roots = root ? placesIn(root, [], []) : [];
  const entities = roots.find(({ field }) => field.name.value === '_entities');
  const ofEntity = entities?.field.selectionSet
    ? placesIn(entities.field.selectionSet, [], entities.guards)
    : [];

  return (variables) => {
    const included = ({ guards }: Place) => guards.every((guard) => isIncluded(guard, variables));
    if (!entities) return keysOf(roots.filter(included)).map((key) => [key]);
    const { representations } = variables;
    if (!Array.isArray(representations)) return [[keyOf(entities)]];
    const asked = ofEntity.filter(included);
    return representations.flatMap((representation: unknown, index) => {
      const type = isPlainRecord(representation) ? representation['__typename'] : undefined;
      const own = asked.filter(({ conditions }) => conditions.every((name) => meets(type, name)));
      return keysOf(own).map((key) => [keyOf(entities), index, key]);
    });
  };

  function placesIn(
    set: SelectionSetNode,
    conditions: readonly string[],
    guards: readonly SelectionNode[],
  ): Place[] {
    return set.selections.flatMap((selection) => {
      const around = [...guards, selection];
      if (selection.kind === Kind.FIELD)
        return selection.name.value === '__typename'
          ? []
          : [{ field: selection, conditions, guards: around }];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const name = fragment?.typeCondition?.name.value;
      return fragment
        ? placesIn(fragment.selectionSet, name ? [...conditions, name] : conditions, around)
        : [];
    });
  }

  function meets(type: unknown, condition: string): boolean {
    if (type === condition) return true;
    const [general, special] = [schema.getType(condition), schema.getType(String(type))];
    return isAbstractType(general) && isObjectType(special) && schema.isSubType(general, special);
  }
}

const keyOf = ({ field }: Place): string => field.alias?.value ?? field.name.value;
const keysOf = (places: readonly Place[]): string[] => [...new Set(places.map(keyOf))];

const isIncluded = (node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
