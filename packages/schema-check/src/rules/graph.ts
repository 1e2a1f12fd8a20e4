import type { Rule } from '../rules.ts';

/** Rules of the sections build, gateway, operations, plans and drift. */
export const graphRules = {
  'sdl-syntax': {
    section: 'build',
    severity: 'error',
    title: 'A subgraph schema is not GraphQL',
    why: 'Nothing can be composed, served or judged from a file that does not parse.',
    fix: 'Correct the syntax at the place given.',
  },
  'composition-error': {
    section: 'build',
    severity: 'error',
    title: 'The subgraphs do not compose',
    why: 'Without a supergraph the gateway keeps serving the old one, and no later change can be released.',
    fix: 'Change the subgraph named, so that all of them agree.',
  },
  'composition-hint': {
    section: 'build',
    severity: 'error',
    title: 'Composition silently drops or loosens part of the API',
    why: 'The subgraphs compose, but the API has less, or promises less, than one of them declares.',
    fix: 'Declare it in the same way in every subgraph that has it.',
  },
  'gateway-refuses': {
    section: 'gateway',
    severity: 'error',
    title: 'The gateway would refuse this supergraph',
    why: 'Composition accepts features that this gateway does not know; it would keep the old graph or not start.',
    fix: 'Take out the feature named, or use a gateway that supports it.',
  },
  'operation-not-executed': {
    section: 'gateway',
    severity: 'error',
    title: 'The gateway loads the graph and does not execute this operation',
    why: 'It serves no subscriptions: whoever sends one gets an error.',
    fix: 'Send a query instead; where another gateway serves the operation, switch the rule off.',
  },
  'operation-broken': {
    section: 'operations',
    severity: 'error',
    title: 'An operation of a front end is not valid against the new API',
    why: 'A released front end sends this operation; the gateway would answer it with an error.',
    fix: 'Keep what the operation uses (deprecate it first), or change the operation and wait until no released version sends the old one.',
  },
  'uses-deprecated': {
    section: 'operations',
    severity: 'info',
    title: 'An operation uses something deprecated',
    why: 'What is deprecated will be removed; the reason says what to use instead.',
    fix: 'Move the operation to the replacement.',
  },
  'new-hop': {
    section: 'plans',
    severity: 'error',
    title: 'An operation needs a fetch it did not need before',
    why: 'Each fetch from another subgraph adds its latency and its failures to the operation; no schema diff shows it.',
    fix: 'Let the subgraph that was asked before answer it, or approve the new fetch with a reason.',
  },
  'deeper-plan': {
    section: 'plans',
    severity: 'error',
    title: 'The fetches of an operation wait longer for each other',
    why: 'A longer chain adds the latency of each step, even when the number of fetches stays the same.',
    fix: 'Let the fetches run side by side: avoid a field of one that the other has to wait for.',
  },
  drift: {
    section: 'drift',
    severity: 'error',
    title: 'A committed composition is not what the subgraphs compose to',
    why: 'The gateway serves the committed file, so the change would not reach anyone, or something else would.',
    fix: 'Run the compose command and commit its result.',
  },
} satisfies Record<string, Rule>;
