import type { Side } from '../context.ts';
import { declarationsOf } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { Kind } from '../graphql.ts';
import { percentageOf } from '../override-label.ts';
import type { Subgraph } from '../project.ts';
import { directivesNamed } from './field-sets.ts';

/** Fields that move for a part of the requests only, and that their old subgraph no longer has for the others. */
export function unfinishedOverrides({ project }: Side): Finding[] {
  return project.subgraphs.flatMap((subgraph) =>
    declarationsOf(subgraph).flatMap((declaration) =>
      directivesNamed(declaration, 'override').flatMap((directive) => {
        const text = (wanted: string): string | undefined => {
          const value = directive.arguments?.find(({ name }) => name.value === wanted)?.value;
          return value?.kind === Kind.STRING ? value.value : undefined;
        };
        const [from, label] = [text('from'), text('label')];
        const { coordinate, place } = declaration;
        if (label === undefined || percentageOf(label) === 100) return [];
        if (declares(project.subgraphs, from, coordinate)) return [];
        const message = `${from} no longer has ${coordinate}, which ${subgraph.name} takes over by ${label} only`;
        return makeFinding('override-unfinished', `${subgraph.name}:${coordinate}`, message, {
          place,
        });
      }),
    ),
  );
}

const declares = (subgraphs: Subgraph[], name: string | undefined, coordinate: string): boolean =>
  subgraphs
    .filter((subgraph) => subgraph.name === name)
    .some((subgraph) => declarationsOf(subgraph).some((found) => found.coordinate === coordinate));
