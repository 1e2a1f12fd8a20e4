import { GraphQLError, Kind, type GraphQLCompositeType, type SelectionSetNode } from 'graphql';
import type { Requirements } from '../graph/requirements.ts';
import type { Conditions } from './conditions.ts';
import { compositeOf, type ClientOperation } from './operation.ts';
import { wholeOperation, type Part } from './planned-document.ts';

type ArgumentsByField = ReturnType<Requirements['argumentsFor']>;

function contradicts(one: ArgumentsByField, other: ArgumentsByField): boolean {
  for (const [place, text] of one) if ((other.get(place) ?? text) !== text) return true;
  return false;
}

/** The selected fields, as `Type.field`, that make the planner fetch fields with arguments. */
function demandingFields(
  operation: ClientOperation,
  conditions: Conditions,
  requirements: Requirements,
): ReadonlyMap<string, ArgumentsByField> {
  const found = new Map<string, ArgumentsByField>();
  const seen = new Map<SelectionSetNode, Set<GraphQLCompositeType>>();
  const walk = (set: SelectionSetNode, type: GraphQLCompositeType): void => {
    const types = seen.get(set) ?? new Set();
    if (types.has(type)) return;
    seen.set(set, types.add(type));
    for (const selection of set.selections) {
      if (conditions.includes(selection) !== true) continue;
      if (selection.kind !== Kind.FIELD) {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? operation.fragment(selection.name.value)
            : selection;
        walk(fragment.selectionSet, operation.narrowed(fragment.typeCondition?.name.value, type));
        continue;
      }
      const name = selection.name.value;
      const needed = requirements.argumentsFor(type, name);
      if (needed.size > 0) found.set(`${type.name}.${name}`, needed);
      if (selection.selectionSet)
        walk(selection.selectionSet, compositeOf(operation.field(type, name).type));
    }
  };
  walk(operation.definition.selectionSet, operation.rootType);
  return found;
}

/**
 * Divides an operation so that no part needs one field with two sets of arguments: the planner would fetch it once, and
 * give both the same value.
 */
export function partsOf(
  operation: ClientOperation,
  conditions: Conditions,
  requirements: Requirements,
): readonly Part[] {
  const groups: { coordinates: Set<string>; needed: Map<string, string> }[] = [];
  for (const [coordinate, needed] of demandingFields(operation, conditions, requirements)) {
    const group = groups.find((candidate) => !contradicts(candidate.needed, needed));
    if (group === undefined) {
      groups.push({ coordinates: new Set([coordinate]), needed: new Map(needed) });
      continue;
    }
    group.coordinates.add(coordinate);
    for (const [place, text] of needed) group.needed.set(place, text);
  }
  if (groups.length < 2) return [wholeOperation];
  if (operation.definition.operation !== 'query') throw needsTwoFetches(groups);
  const owner = new Map(
    groups.flatMap(({ coordinates }, index) => [...coordinates].map((name) => [name, index])),
  );
  return groups.map((_, index) => ({
    inline: true,
    hasRest: index === 0,
    owns(type, field) {
      const owning = owner.get(`${type.name}.${field}`);
      return owning === undefined ? undefined : owning === index;
    },
  }));
}

function needsTwoFetches(groups: readonly { coordinates: ReadonlySet<string> }[]): GraphQLError {
  const fields = groups.map(({ coordinates }) => [...coordinates][0]).join(' and ');
  return new GraphQLError(
    `${fields} cannot be selected in one mutation, because they depend on different values of one field. Select them in a query.`,
    { extensions: { code: 'OPERATION_NOT_SUPPORTED' } },
  );
}
