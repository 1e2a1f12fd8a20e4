/** Why a plan is left to Apollo's executor. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: string;
}

export class RefusedError extends Error {}

export function refuse(reason: string): never {
  throw new RefusedError(reason);
}
