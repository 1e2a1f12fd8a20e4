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
  /** The registry: name, SDL file, and the URL written into the supergraph. */
  subgraphs: z.array(subgraph).min(1),
  /** Globs of `.graphql` documents and `.json` manifests of persisted documents. */
  operations: z.array(z.string().min(1)).default([]),
  /** Without `--base` the baseline is the merge base with this branch. */
  mainBranch: z.string().min(1).default('main'),
  approvals: z.string().min(1).default('schema-check.approvals.json'),
  architecture: z
    .strictObject({
      /** Words that the SDL of a provider may not contain, per subgraph. */
      providers: z
        .record(
          z.string(),
          z.strictObject({ mayNotName: z.array(z.string().refine(isWord, 'must be one word')) }),
        )
        .default({}),
      /** Which subgraph an entity belongs to; what others add to it must be nullable. */
      owners: z.record(z.string(), z.string()).default({}),
      /** Sets of subgraphs that are deployed together, each of which must compose. */
      subsets: z.array(z.array(z.string()).min(1)).default([]),
    })
    .prefault({}),
  lint: z
    .strictObject({ inputSuffixes: z.array(z.string().min(1)).min(1).default(['Input']) })
    .prefault({}),
  drift: z
    .strictObject({ supergraph: z.string().optional(), api: z.string().optional() })
    .prefault({}),
  /** Overrides per rule, for example `enum-value-added: 'error'`. */
  severities: z.record(z.string(), z.enum(['error', 'warning', 'info', 'off'])).default({}),
});

export const configSchema = shape.superRefine((config, context) => {
  const fault = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const names = config.subgraphs.map((entry) => entry.name);
  const known = new Set(names);
  const must = (path: (string | number)[], name: string) => {
    if (!known.has(name)) fault(path, `names the subgraph «${name}», which is not in subgraphs`);
  };
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      fault(['subgraphs', index, 'name'], `two subgraphs are called «${name}»`);
  });
  for (const name of Object.keys(config.architecture.providers))
    must(['architecture', 'providers', name], name);
  for (const [type, name] of Object.entries(config.architecture.owners))
    must(['architecture', 'owners', type], name);
  config.architecture.subsets.forEach((subset, index) =>
    subset.forEach((name) => must(['architecture', 'subsets', index], name)),
  );
  const rules = new Set(ruleNames());
  for (const rule of Object.keys(config.severities))
    if (!rules.has(rule)) fault(['severities', rule], 'is not the name of a rule');
});

/** What a repository writes in `schema-check.config.ts` or `.json`. */
export type SchemaCheckConfig = z.input<typeof configSchema>;
export type Config = z.output<typeof configSchema>;
