import { typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { locate } from '../locate.ts';
import type { Subgraph } from '../project.ts';
import { directivesNamed, normalFieldSet } from './field-sets.ts';

/** Keys by which a type could be reached at the base and cannot now. A type that is gone as a whole is another section's. */
export function removedKeys(base: Subgraph[], head: Subgraph[]): Finding[] {
  return base.flatMap((before) => {
    const after = head.find(({ name }) => name === before.name);
    if (!after) return [];
    const present = new Set(typeNodes(after.document).map(({ name }) => name.value));
    const kept = new Set(keysOf(after).map(({ id }) => id));
    return keysOf(before)
      .filter(({ id, type }) => present.has(type) && !kept.has(id))
      .map(({ id, type, fields }) => {
        const message = `${before.name} no longer offers ${type} by @key(fields: "${fields}")`;
        const place = locate(type, [after], [before]);
        return makeFinding('key-removed', `${before.name}:${id}`, message, {
          ...(place && { place }),
        });
      });
  });
}

function keysOf({ document }: Subgraph): { id: string; type: string; fields: string }[] {
  return typeNodes(document).flatMap((node) =>
    directivesNamed(node, 'key').flatMap((directive) => {
      const fields = normalFieldSet(directive);
      const resolvable = directive.arguments?.find(({ name }) => name.value === 'resolvable');
      const offered = resolvable?.value.kind !== 'BooleanValue' || resolvable.value.value;
      const type = node.name.value;
      return fields !== undefined && offered ? [{ id: `${type}(${fields})`, type, fields }] : [];
    }),
  );
}
