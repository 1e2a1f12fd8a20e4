import { directivesNamed } from '../architecture/field-sets.ts';
import type { Declaration, DeclarationKind, TypeNode } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';

const described: DeclarationKind[] = ['type', 'field', 'input field'];
/** Their meaning is given by GraphQL itself. */
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Public types and fields that no subgraph describes: one description is enough for a type that several declare, and for a
 * field that an interface describes.
 */
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
  const inherited = ({ kind, name, type }: Declaration) =>
    kind === 'field' && interfacesOf(type).some((of) => fine.has(`${of}.${name}`));
  return relevant
    .filter(({ coordinate }) => !fine.has(coordinate) && !roots.has(coordinate))
    .filter((declaration) => !inherited(declaration))
    .map(({ coordinate, kind, place }) =>
      makeFinding('description', coordinate, `the ${kind} ${coordinate} has no description`, {
        place,
      }),
    );
}

const interfacesOf = (type: TypeNode): string[] =>
  'interfaces' in type ? (type.interfaces ?? []).map(({ name }) => name.value) : [];
