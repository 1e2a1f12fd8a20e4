import {
  type ConstDirectiveNode,
  Kind,
  type SelectionSetNode,
  parse,
  print,
  visit,
} from '../graphql.ts';

/** The selection inside the `fields` argument of @key or @requires; undefined when it does not parse. */
export function fieldSetOf(directive: ConstDirectiveNode): SelectionSetNode | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return undefined;
  try {
    const [operation] = parse(`{ ${value.value} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
  } catch {
    return undefined;
  }
}

/** One text for all spellings of a field set: order and white space do not matter. */
export function normalFieldSet(directive: ConstDirectiveNode): string | undefined {
  const set = fieldSetOf(directive);
  if (!set) return undefined;
  const sorted = visit(set, {
    SelectionSet: {
      leave: (node) => ({
        ...node,
        selections: [...node.selections].sort((one, other) => (print(one) < print(other) ? -1 : 1)),
      }),
    },
  });
  return print(sorted).replace(/\s+/g, ' ').slice(2, -2);
}

/** The names of the outermost fields. */
export function topFields(directive: ConstDirectiveNode): string[] {
  return (fieldSetOf(directive)?.selections ?? []).flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
}

/** Applications of a federation directive, imported by its name or not imported at all. */
export function directivesNamed(
  node: { directives?: readonly ConstDirectiveNode[] },
  name: string,
): ConstDirectiveNode[] {
  const names = [name, `federation__${name}`];
  return (node.directives ?? []).filter((directive) => names.includes(directive.name.value));
}
