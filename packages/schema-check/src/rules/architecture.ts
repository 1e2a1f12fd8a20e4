import type { Rule } from '../rules.ts';

const rule = (title: string, why: string, fix: string): Rule => ({
  section: 'architecture',
  severity: 'error',
  title,
  why,
  fix,
});

export const architectureRules = {
  'provider-names-consumer': rule(
    'A provider names one of its consumers',
    'The consumer knows what it needs; the provider does not know who uses it. Otherwise every new consumer changes the provider.',
    'Move the field or the sentence to the consumer: it can contribute fields to the provider’s entity by its @key.',
  ),
  'contributed-field-non-null': rule(
    'A contributed field is non-null',
    'When the contributing module is down, null travels up to the nearest nullable parent and takes the owner’s whole entity with it.',
    'Make the contributed field nullable.',
  ),
  'root-field-non-null': rule(
    'A root field of an optional subgraph is non-null',
    'When that subgraph is down, null travels up to the root: the response has no data at all, also of other subgraphs.',
    'Make the root field nullable.',
  ),
  'key-removed': rule(
    'An @key was removed',
    'Other subgraphs can no longer reach the entity by this key; it also shows as INVALID_FIELD_SHARING, or as nothing at all while nobody refers to it.',
    'Keep the key. To retire it, first make sure that no subgraph in any deployment uses it, then approve the removal.',
  ),
  'requires-added': rule(
    'A new @requires',
    'The field now waits for another subgraph on every request that selects it, and fails when that one is down.',
    'Store or compute what is needed in this subgraph, or approve the dependency with a reason.',
  ),
  'requires-argument': rule(
    'A field argument inside @requires',
    '@apollo/gateway answers it wrongly: the argument’s value collides with the client’s own selection of that field (apollographql/federation issue 2276).',
    'Require a field without arguments.',
  ),
  'shared-type-differs': rule(
    'A shared type has different definitions',
    'Composition merges them into something that no subgraph declares: fields become nullable, optional or vanish.',
    'Give the type the same definition in every subgraph that declares it.',
  ),
  'override-unfinished': rule(
    'A field left its old subgraph before the new one has it for all requests',
    'Requests that the label of @override does not cover still go to the old subgraph, and get an error.',
    'Raise the label to percent(100) and release that; then remove the field from the old subgraph.',
  ),
  'subset-does-not-compose': rule(
    'A declared subset of the modules does not compose',
    'Modules are optional: a deployment without one of them would not start.',
    'Remove the dependency on the module that is missing from the subset.',
  ),
} satisfies Record<string, Rule>;
