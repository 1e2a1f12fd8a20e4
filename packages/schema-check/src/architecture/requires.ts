import { Kind, visit } from '../graphql.ts';
import type { Side } from '../context.ts';
import { declarationsOf } from '../declarations.ts';
import { type Finding, type Place, makeFinding } from '../finding.ts';
import type { Subgraph } from '../project.ts';
import { directivesNamed, fieldSetOf, normalFieldSet } from './field-sets.ts';

interface Requirement {
  id: string;
  text: string;
  place: Place;
  withArgument: boolean;
}

export function newRequires(base: Subgraph[], head: Subgraph[]): Finding[] {
  const before = new Set(base.flatMap(requirementsOf).map(({ id }) => id));
  return head
    .flatMap(requirementsOf)
    .filter(({ id }) => !before.has(id))
    .map(({ id, text, place }) => makeFinding('requires-added', id, `${text} is new`, { place }));
}

export function requiresWithArguments({ project }: Side): Finding[] {
  return project.subgraphs
    .flatMap(requirementsOf)
    .filter(({ withArgument }) => withArgument)
    .map(({ id, text, place }) =>
      makeFinding('requires-argument', id, `${text} passes an argument`, { place }),
    );
}

function requirementsOf(subgraph: Subgraph): Requirement[] {
  return declarationsOf(subgraph).flatMap((declaration) =>
    directivesNamed(declaration, 'requires').map((directive) => {
      const fields = normalFieldSet(directive) ?? '';
      const { coordinate, place } = declaration;
      let withArgument = false;
      const set = fieldSetOf(directive);
      if (set) visit(set, { [Kind.ARGUMENT]: () => void (withArgument = true) });
      return {
        id: `${subgraph.name}:${coordinate}(${fields})`,
        text: `${subgraph.name}: ${coordinate} @requires(fields: "${fields}")`,
        place,
        withArgument,
      };
    }),
  );
}
