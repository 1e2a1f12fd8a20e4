import { invalidInput, type FieldErrorCode } from '@customer-graph/subgraph';
import type { HoldStatus } from './hold.ts';

export type InsufficientPointsError = ReturnType<typeof insufficientPoints>;
export const insufficientPoints = (available: number, requested: number) => ({
  __typename: 'InsufficientPointsError' as const,
  message: `${requested} points were requested, but only ${available} are available.`,
  available,
  requested,
});

export type AlreadyReversedError = ReturnType<typeof alreadyReversed>;
export const alreadyReversed = (reversible: number) => ({
  __typename: 'AlreadyReversedError' as const,
  message: `Only ${reversible} points of this entry can still be reversed.`,
  reversible,
});

export type HoldNotActiveError = ReturnType<typeof holdNotActive>;
export const holdNotActive = (status: HoldStatus) => ({
  __typename: 'HoldNotActiveError' as const,
  message: `The hold is ${status.toLowerCase()}.`,
  status,
});

export type ProgramNotActiveError = ReturnType<typeof programNotActive>;
export const programNotActive = () => ({
  __typename: 'ProgramNotActiveError' as const,
  message: 'The loyalty programme of this store is not active.',
});

export const invalidField = (path: string[], code: FieldErrorCode, message: string) =>
  invalidInput([{ path, code, message }]);

export const heldByTheShop = () =>
  invalidField(
    ['holdId'],
    'NOT_YOURS',
    'The shop created this hold. Only the shop can capture or release it.',
  );

/** The account's figures would outgrow the largest number of points. */
export const tooManyPoints = (path: string[]) =>
  invalidField(path, 'OVERFLOW', 'The account would exceed the maximum number of points.');

export const sourceAlreadyUsed = (path: string[]) =>
  invalidField(
    path,
    'SOURCE_ALREADY_USED',
    'Must be a source without an entry of this type on the account.',
  );
