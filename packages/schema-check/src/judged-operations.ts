import type { Side } from './context.ts';
import { validate } from './graphql.ts';
import type { Operation } from './read-operations.ts';
import type { RecordedClient } from './usage/usage-file.ts';

/** An operation with the side that has it. One that only the base has may still be sent by a released front end. */
export interface JudgedOperation extends Operation {
  inHead: boolean;
  inBase: boolean;
  /** Who was recorded to send it. */
  clients?: RecordedClient[];
}

/** Those of the base count only if the base answered them: what never worked cannot break. */
export function judgedOperations(
  base: Side,
  { project: { operations: head } }: Side,
): JudgedOperation[] {
  const api = base.graph.composed?.api;
  const worked = ({ document }: Operation) => api && validate(api, document).length === 0;
  const baseTexts = new Set(base.project.operations.map(({ text }) => text));
  const headTexts = new Set(head.map(({ text }) => text));
  const released = base.project.operations
    .filter((operation) => !headTexts.has(operation.text) && worked(operation))
    .map((operation) => ({
      ...operation,
      label: `${operation.label}@base`,
      place: { ...operation.place, at: 'base' as const },
      inHead: false,
      inBase: true,
    }));
  const current = head.map((operation) => ({
    ...operation,
    inHead: true,
    inBase: baseTexts.has(operation.text),
  }));
  return [...current, ...released];
}
