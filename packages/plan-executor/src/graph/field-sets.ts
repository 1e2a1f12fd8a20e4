import { Kind, parse, type SelectionSetNode } from 'graphql';
import { isRecord } from '../json.ts';

/** The field set of a `@key` or `@requires`, such as `id size { unit }`. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind === Kind.OPERATION_DEFINITION) return definition.selectionSet;
  throw new Error(`Not a set of fields: ${text}`);
}

/** Arguments of the applications of one join directive, such as `join__field`. */
export function applicationsOf(
  node: { readonly directives?: readonly ParsedDirective[] | undefined } | null | undefined,
  directive: string,
): ReadonlyMap<string, unknown>[] {
  return (node?.directives ?? [])
    .filter(({ name }) => name.value === directive)
    .map(
      ({ arguments: given = [] }) =>
        new Map(given.map(({ name, value }) => [name.value, constantOf(value)])),
    );
}

interface ParsedDirective {
  readonly name: { readonly value: string };
  readonly arguments?:
    readonly { readonly name: { readonly value: string }; readonly value: unknown }[] | undefined;
}

function constantOf(value: unknown): unknown {
  return isRecord(value) ? value['value'] : undefined;
}
