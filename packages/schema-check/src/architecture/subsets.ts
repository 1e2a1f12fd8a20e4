import type { Context, Side } from '../context.ts';
import { type Finding, fingerprint, makeFinding } from '../finding.ts';
import { compositionErrors } from '../graph.ts';
import { firstLine } from '../text.ts';

/** Declared sets of subgraphs that do not compose without the others. The set of all is the build section's. */
export function brokenSubsets({ project }: Side, { base, head, config }: Context): Finding[] {
  const parsed = project.subgraphs.filter(({ document }) => document !== undefined);
  const before = new Map(base.project.subgraphs.map(({ name, sdl }) => [name, sdl]));
  return config.architecture.subsets.flatMap((subset) => {
    const members = parsed.filter(({ name }) => subset.includes(name));
    if (members.length < new Set(subset).size || members.length === project.subgraphs.length)
      return [];
    // What the base composes in the same way cannot be new.
    if (project === head.project && members.every(({ name, sdl }) => before.get(name) === sdl))
      return [];
    return compositionErrors(members).map((error) => {
      const names = subset.join('+');
      const node = error.nodes?.[0]?.loc;
      const place = node && {
        file: node.source.name,
        line: node.startToken.line,
        column: node.startToken.column,
        at: 'head' as const,
      };
      const message = `${names} without the rest: ${firstLine(error)}`;
      return makeFinding(
        'subset-does-not-compose',
        `${names}:${fingerprint(error.message)}`,
        message,
        {
          ...(place && { place }),
        },
      );
    });
  });
}
