import {
  parseInput,
  transactional,
  versionConflict,
  type InvalidInputError,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import { changeProgram, findProgram, lockProgram, replaceTiers } from '../db/programs.ts';
import { invalidField } from './failures.ts';
import type { Module } from './module.ts';
import { rules, tiersOf } from './program-input.ts';
import { tierForPoints, type Program, type ProgramRules, type Tier } from './program.ts';

interface LoyaltyProgramPayload {
  readonly __typename: 'LoyaltyProgramPayload';
  readonly program: Program;
}
export type UpdateLoyaltyProgramResult =
  LoyaltyProgramPayload | InvalidInputError | VersionConflictError;

/** Changes the store's programme; absent fields stay. What entries were given stays as it is. */
export async function updateLoyaltyProgram(
  { db }: Module,
  storeId: string,
  input: unknown,
  expectedVersion: number,
): Promise<UpdateLoyaltyProgramResult> {
  const parsed = parseInput(rules, input);
  if (!parsed.ok) return parsed.error;
  const { tiers: wanted, ...given } = parsed.value;
  const changed = await transactional(
    db.writer,
    async (tx): Promise<{ __typename: 'Changed' } | InvalidInputError | VersionConflictError> => {
      const version = await lockProgram(tx, storeId);
      if (version !== expectedVersion) return versionConflict(version);
      const current = await findProgram(tx, storeId);
      const window = windowOf(current, given);
      if (window.tierWindow === 'ROLLING' && window.tierWindowDays === null)
        return invalidField(
          ['input', 'tierWindowDays'],
          'REQUIRED',
          'Required for the ROLLING window.',
        );
      const rules = { ...given, ...window };
      const tiers = wanted && tiersOf(wanted);
      if (isAsIs(current, rules, tiers)) return { __typename: 'Changed' };
      await changeProgram(tx, storeId, rules);
      if (tiers) await replace(tx, current, tiers);
      return { __typename: 'Changed' };
    },
  );
  if (changed.__typename !== 'Changed') return changed;
  return { __typename: 'LoyaltyProgramPayload', program: await findProgram(db.prisma, storeId) };
}

/** Whether a change leaves everything as it is: then it is none, and nobody's `expectedVersion` is out of date. */
function isAsIs(current: Program, rules: Partial<ProgramRules>, tiers: Tier[] | undefined) {
  const same = Object.entries(rules).every(
    ([name, value]) => value === undefined || value === Reflect.get(current, name),
  );
  const tierText = (tier: Tier) =>
    JSON.stringify([
      tier.key,
      tier.name,
      tier.rank,
      tier.minQualifyingPoints,
      tier.earnMultiplierPercent,
    ]);
  return (
    same &&
    (tiers === undefined || tiers.map(tierText).join() === current.tiers.map(tierText).join())
  );
}

function windowOf(current: Program, change: Partial<ProgramRules>) {
  const tierWindow = change.tierWindow ?? current.tierWindow;
  const days = change.tierWindowDays ?? current.tierWindowDays;
  return { tierWindow, tierWindowDays: tierWindow === 'ROLLING' ? days : null };
}

function replace(tx: Parameters<typeof replaceTiers>[0], current: Program, tiers: readonly Tier[]) {
  const kept = new Set(tiers.map(({ key }) => key));
  const gone = current.tiers
    .filter(({ key }) => !kept.has(key))
    .map(({ key, minQualifyingPoints }) => {
      const { storeId } = current;
      return { key, successor: tierForPoints({ tiers, storeId }, minQualifyingPoints).key };
    });
  return replaceTiers(tx, current.storeId, tiers, gone);
}
