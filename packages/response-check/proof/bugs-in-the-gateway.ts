import type { Bug } from './edit.ts';

export const bugsInTheGateway: readonly Bug[] = [
  {
    subject: 'Hide that a caller may not use a field',
    file: 'gateway/src/subgraph/answer-error.ts',
    find: "if (typeof code !== 'string' || !codes.includes(code))",
    put: "if (typeof code !== 'string' || code === 'FORBIDDEN' || !codes.includes(code))",
    shows: 'errors[].extensions.code',
  },
  {
    subject: 'Lose the path of an error',
    file: 'gateway/src/execution/format-error.ts',
    find: '...(path && { path }),\n      extensions: Object',
    put: 'extensions: Object',
    shows: 'errors[].path',
  },
  {
    subject: 'Print enum values in lower case',
    file: 'packages/plan-executor/src/shape/leaf.ts',
    find: 'values.has(value) ? value : undefined',
    put: 'values.has(value) ? String(value).toLowerCase() : undefined',
    shows: '.status',
  },
  {
    subject: 'Drop the name of the caller’s browser',
    file: 'gateway/src/subgraph/forwarding.ts',
    find: 'requestHeaders: [...signedHeaders],',
    put: "requestHeaders: signedHeaders.filter((name) => name !== 'x-client-user-agent'),",
    shows: 'sessions[].userAgent',
  },
];

/** In what the services share. */
export const bugsInPackages: readonly Bug[] = [
  {
    subject: 'Take 25 for the size of a page that nobody sets',
    file: 'packages/subgraph/src/connection.ts',
    find: 'const defaultLimit = 20;',
    put: 'const defaultLimit = 25;',
    shows: 'edges[]',
  },
  {
    subject: 'Allow one row more than a page may have',
    file: 'packages/subgraph/src/connection.ts',
    find: 'if (limit < 1 || limit > max) throw',
    put: 'if (limit < 1 || limit > max + 1) throw',
    shows: 'errors',
  },
];
