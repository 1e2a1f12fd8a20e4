import type { Edit } from './edit.ts';
import { harmlessInServices } from './harmless-in-services.ts';

/** Thirty changes of the sources that change no behaviour. */
export const harmless: readonly Edit[] = [
  ...harmlessInServices,
  {
    subject: 'Keep the shown codes in another order',
    file: 'gateway/src/execution/format-error.ts',
    find: "  'BAD_REQUEST',\n  'BAD_USER_INPUT',",
    put: "  'BAD_USER_INPUT',\n  'BAD_REQUEST',",
  },
  {
    subject: 'Look up enum values in a list',
    file: 'packages/plan-executor/src/shape/leaf.ts',
    find: 'const values = new Set<unknown>(type.getValues().map(({ name }) => name));',
    put: 'const names = type.getValues().map((value) => value.name);\n    const values = new Set<unknown>(names);',
  },
  {
    subject: 'Copy headers without a variable',
    file: 'gateway/src/subgraph/forwarding.ts',
    find: '    const value = values[name];\n    if (value !== undefined) headers[name] = value;',
    put: '    if (values[name] === undefined) continue;\n    headers[name] = values[name];',
  },
  {
    subject: 'Explain the size of a page that nobody sets',
    file: 'packages/subgraph/src/connection.ts',
    find: 'const defaultLimit = 20;',
    put: '// One screen of a list.\nconst defaultLimit = 4 * 5;',
  },
  {
    subject: 'Check the size of a page from the other side',
    file: 'packages/subgraph/src/connection.ts',
    find: 'if (limit < 1 || limit > max) throw',
    put: 'if (!(limit >= 1 && limit <= max)) throw',
  },
];
