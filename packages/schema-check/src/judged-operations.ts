import type { Operation } from './read-operations.ts';

/** An operation with the side that has it. One that only the base has may still be sent by a released front end. */
export interface JudgedOperation extends Operation {
  inHead: boolean;
  inBase: boolean;
}

export function judgedOperations(base: Operation[], head: Operation[]): JudgedOperation[] {
  const baseTexts = new Set(base.map(({ text }) => text));
  const headTexts = new Set(head.map(({ text }) => text));
  const released = base
    .filter(({ text }) => !headTexts.has(text))
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
