import type { Operation, SelectionSet } from '@apollo/federation-internals';
import { isInheritedKey } from './json.ts';
import { refuse } from './refusal.ts';

/** Fields of all selection sets, each counted with its fragments spread. */
const maxFields = 20_000;

/**
 * Refuses operations that the compiled code does not cover: introspection, response keys that
 * plain objects inherit, and fragments nested so that flattening them would explode.
 */
export function checkOperation(operation: Operation): void {
  const spreadSizes = new Map<SelectionSet, number>();
  const total = { fields: 0 };

  const sizeOf = (selectionSet: SelectionSet): number => {
    const known = spreadSizes.get(selectionSet);
    if (known !== undefined) return known;
    let size = 0;
    for (const selection of selectionSet.selections()) {
      if (selection.kind === 'FragmentSelection') {
        size += sizeOf(selection.selectionSet);
        continue;
      }
      size += 1;
      const { element } = selection;
      if (element.definition.isSchemaIntrospectionField()) refuse('introspection');
      const name = element.responseName();
      if (isInheritedKey(name)) refuse(`response key is named ${name}`);
      if (selection.selectionSet) sizeOf(selection.selectionSet);
    }
    spreadSizes.set(selectionSet, size);
    total.fields += size;
    if (total.fields > maxFields) refuse('fragments that spread too far');
    return size;
  };
  sizeOf(operation.selectionSet);
}
