import { z } from 'zod';
import { ruleNames } from './rules.ts';
import { words } from './text.ts';

const subgraph = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/, 'must be a letter followed by letters, digits, _ or -'),
  schema: z.string().min(1),
  url: z.string().optional(),
});

/** What is looked for is each word of a name by itself, so `giftCard` or `gift card` would never be found. */
const isWord = (term: string): boolean =>
  term.length > 1 && words(term).join() === term.toLowerCase();

const shape = z.strictObject({
  $schema: z.string().optional(),
  subgraphs: z.array(subgraph).default([]),
  graph: z.string().min(1).optional(),
  operations: z.array(z.string().min(1)).default([]),
  mainBranch: z.string().min(1).default('main'),
  approvals: z.string().min(1).default('schema-check.approvals.json'),
  architecture: z
    .strictObject({
      providers: z
        .record(
          z.string(),
          z.strictObject({ mayNotName: z.array(z.string().refine(isWord, 'must be one word')) }),
        )
        .default({}),
      owners: z.record(z.string(), z.string()).default({}),
      subsets: z.array(z.array(z.string()).min(1)).default([]),
    })
    .prefault({}),
  lint: z
    .strictObject({ inputSuffixes: z.array(z.string().min(1)).min(1).default(['Input']) })
    .prefault({}),
  drift: z
    .strictObject({ supergraph: z.string().optional(), api: z.string().optional() })
    .prefault({}),
  usage: z
    .strictObject({
      graph: z.string().min(1),
      file: z.string().min(1).default('schema-check.usage.json'),
      silenceDays: z.int().min(1).max(400).default(45),
      windowDays: z.int().min(1).max(400).default(30),
      maxAgeDays: z.int().min(1).max(400).default(7),
    })
    .optional(),
  severities: z.record(z.string(), z.enum(['error', 'warning', 'info', 'off'])).default({}),
});

export const configSchema = shape.superRefine((config, context) => {
  const fault = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const names = config.subgraphs.map((entry) => entry.name);
  if (names.length === 0 && config.graph === undefined)
    fault(['subgraphs'], 'must name at least one subgraph, unless there is a graph');
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      fault(['subgraphs', index, 'name'], `two subgraphs are called «${name}»`);
  });
  // Which subgraphs a graph has is known when its file is read.
  if (config.graph === undefined)
    for (const { path, message } of unknownSubgraphs(config, names)) fault(path, message);
  const rules = new Set(ruleNames());
  for (const rule of Object.keys(config.severities))
    if (!rules.has(rule)) fault(['severities', rule], 'is not the name of a rule');
});

/** Where the rules of the architecture name a subgraph that there is none of. */
export function unknownSubgraphs(
  { architecture }: Pick<z.output<typeof shape>, 'architecture'>,
  names: readonly string[],
): { path: (string | number)[]; message: string }[] {
  const { providers, owners, subsets } = architecture;
  const named: { path: (string | number)[]; name: string }[] = [
    ...Object.keys(providers).map((name) => ({ path: ['providers', name], name })),
    ...Object.entries(owners).map(([type, name]) => ({ path: ['owners', type], name })),
    ...subsets.flatMap((subset, at) => subset.map((name) => ({ path: ['subsets', at], name }))),
  ];
  return named
    .filter(({ name }) => !names.includes(name))
    .map(({ path, name }) => ({
      path: ['architecture', ...path],
      message: `names the subgraph «${name}», which is not in subgraphs`,
    }));
}

export type Config = z.output<typeof configSchema>;
