import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { findBreakingChanges, validate } from '../../src/graphql.ts';
import type { Side } from '../../src/context.ts';

/** What a check built on one library alone would conclude; undefined when there is no API to judge. */
export interface RivalVerdicts {
  inspector: boolean;
  findBreakingChanges: boolean;
  validate: boolean;
}

/** Whether each library reports something breaking between the composed API schemas. */
export async function rivalsOn(base: Side, head: Side): Promise<RivalVerdicts | undefined> {
  const [before, after] = [base.graph.composed?.api, head.graph.composed?.api];
  if (!before || !after) return undefined;
  const changes = await diff(before, after);
  return {
    inspector: changes.some(({ criticality }) => criticality.level === CriticalityLevel.Breaking),
    findBreakingChanges: findBreakingChanges(before, after).length > 0,
    validate: head.project.operations.some(({ document }) => validate(after, document).length > 0),
  };
}
