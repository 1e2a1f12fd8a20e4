import { directivesNamed } from '../architecture/field-sets.ts';
import type { Declaration, DeclarationKind } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';

const described: DeclarationKind[] = ['type', 'field', 'input field'];
/** Their meaning is given by GraphQL itself. */
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Public types and fields that no subgraph describes: one description is enough for a type that several declare. */
export function undescribed(declarations: Declaration[]): Finding[] {
  const relevant = declarations.filter(({ kind }) => described.includes(kind));
  const hidden = (declaration: Declaration) =>
    [declaration, declaration.type].some(
      (node) => directivesNamed(node, 'inaccessible').length > 0,
    );
  const fine = new Set(
    relevant
      .filter((declaration) => declaration.description?.trim() || hidden(declaration))
      .map(({ coordinate }) => coordinate),
  );
  return relevant
    .filter(({ coordinate }) => !fine.has(coordinate) && !roots.has(coordinate))
    .map(({ coordinate, kind, place }) =>
      makeFinding('description', coordinate, `the ${kind} ${coordinate} has no description`, {
        place,
      }),
    );
}
