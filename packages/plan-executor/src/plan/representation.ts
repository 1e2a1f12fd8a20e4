import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { fieldsOf, isInheritedKey, type JsonRecord } from '../json.ts';
import { refuse } from '../refusal.ts';
import { merge } from './merge.ts';
import { compileTypeMatcher, type TypeMatcher } from './type-matcher.ts';

/** Picks the required fields of an object; null when one of them is missing. */
type Picker = (source: unknown) => JsonRecord | null;

interface FieldPick {
  readonly name: string;
  readonly pick: Picker | undefined;
}
interface FragmentPick {
  readonly matches: TypeMatcher;
  readonly pick: Picker;
}

function pickValue(value: unknown, pick: Picker | undefined): unknown {
  if (pick === undefined) return value;
  return Array.isArray(value) ? value.map((element) => pick(element)) : pick(value);
}

function compileSelection(
  schema: GraphQLSchema,
  selection: QueryPlanSelectionNode,
): FieldPick | FragmentPick | undefined {
  if (selection.kind === 'Field') {
    const name = selection.alias ?? selection.name;
    if (isInheritedKey(name)) refuse(`required field is named ${name}`);
    const nested = selection.selections;
    return { name, pick: nested && compileRepresentation(schema, nested) };
  }
  if (selection.typeCondition === undefined) return undefined;
  return {
    matches: compileTypeMatcher(schema, selection.typeCondition),
    pick: compileRepresentation(schema, selection.selections),
  };
}

/** Compiles the `requires` of a fetch node. */
export function compileRepresentation(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Picker {
  const picks = selections
    .map((selection) => compileSelection(schema, selection))
    .filter((pick) => pick !== undefined);

  return (source) => {
    if (source === null || source === undefined) return null;
    const fields = fieldsOf(source);
    let picked: JsonRecord | undefined;
    for (const pick of picks) {
      if ('matches' in pick) {
        if (!pick.matches(fields['__typename'])) continue;
        const part = pick.pick(source);
        if (picked === undefined) picked = part ?? {};
        else merge(picked, part);
      } else {
        const value = fields[pick.name];
        if (value === undefined) return null;
        picked ??= {};
        picked[pick.name] = pickValue(value, pick.pick);
      }
    }
    return picked ?? {};
  };
}
