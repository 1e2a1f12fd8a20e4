import type { Rule } from '../rules.ts';

const rule = (title: string, why: string, fix: string): Rule => ({
  section: 'lint',
  severity: 'error',
  title,
  why,
  fix,
});

export const lintRules = {
  naming: rule(
    'A name does not follow the convention',
    'Front ends generate code from names; one that differs in style cannot be changed later without breaking them.',
    'Types in PascalCase, fields and arguments in camelCase, enum values in UPPER_CASE.',
  ),
  description: rule(
    'A public type or field has no description',
    'Descriptions are the manual of the API: explorers and editors show them, and nothing else is there to read.',
    'Write one sentence above it: what it means, its unit, when it is null.',
  ),
  'deprecation-reason': rule(
    'A deprecation without a reason',
    'The reason is the only message a front-end author gets about what to use instead.',
    'Write @deprecated(reason: "Use … instead.").',
  ),
  'relay-connection': rule(
    'A connection does not follow the Relay specification',
    'Clients page through every list with the same code; a connection of another shape breaks it.',
    'A connection has edges and pageInfo: PageInfo!, an edge has node and cursor, the field takes first/after or last/before.',
  ),
  'input-suffix': rule(
    'The name of an input type does not say that it is one',
    'Inputs and outputs share one namespace; the suffix keeps the plain noun free for the output type.',
    'Add one of the configured suffixes.',
  ),
} satisfies Record<string, Rule>;
