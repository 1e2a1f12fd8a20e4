import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  typeFromAST,
  type FieldNode,
  type GraphQLObjectType,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Source } from './plan.ts';

/** Values of the variables that @skip and @include ask for. */
export type Conditions = Readonly<Record<string, boolean>>;

/** The fields that are selected of an object, by their names in the answer, in the order in which they first occur. */
export function collectFields(
  source: Source,
  conditions: Conditions,
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const { schema, fragments } = source;
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();

  const matches = (condition: NamedTypeNode | undefined): boolean => {
    if (!condition) return true;
    const wanted = typeFromAST(schema, condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  };
  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === 'Field') add(selection);
      else if (selection.kind === 'InlineFragment') {
        if (matches(selection.typeCondition)) collect(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment && matches(fragment.typeCondition)) collect(fragment.selectionSet);
      }
    }
  }
  function add(node: FieldNode): void {
    const key = (node.alias ?? node.name).value;
    const known = fields.get(key);
    if (known) known.push(node);
    else fields.set(key, [node]);
  }
  for (const set of sets) if (set) collect(set);
  return fields;
}

function isIncluded(selection: SelectionNode, conditions: Conditions): boolean {
  if (!selection.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, conditions)?.['if'] === true)
    return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, conditions)?.['if'] !== false;
}
