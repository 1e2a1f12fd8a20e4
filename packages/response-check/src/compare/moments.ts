/** When things were done on one side. */
export interface Moments {
  /** Everything before was written by the seed, which both sides share. */
  readonly seededAt: number;
  /** When each step that may write began, in order. */
  readonly steps: readonly number[];
}

/** A point in time together with the response that holds it. */
export interface Seen {
  readonly at: number;
  readonly sentAt: number;
  readonly moments: Moments;
}

const second = 1_000;
const day = 86_400 * second;
const slack = 5 * second;

/**
 * Whether two points in time mean the same, each on its side. What the seed wrote is equal to the millisecond. What was written
 * since then belongs to the same step. What lies ahead, or whole days back, is as far from the request.
 */
export function sameMoment(base: Seen, head: Seen): boolean {
  if (base.at === head.at) return true;
  const [inBase, inHead] = [positionOf(base), positionOf(head)];
  if (inBase !== inHead) return false;
  if (inBase === 'during') return stepOf(base) === stepOf(head) || (isNow(base) && isNow(head));
  if (inBase === 'before' && !(isWholeDaysBack(base) && isWholeDaysBack(head))) return false;
  return Math.abs(distance(base) - distance(head)) <= slack + drift(base, head);
}

function positionOf({ at, sentAt, moments }: Seen): 'before' | 'during' | 'ahead' {
  if (at < moments.seededAt) return 'before';
  return at <= sentAt + slack ? 'during' : 'ahead';
}

const stepOf = ({ at, moments }: Seen): number =>
  moments.steps.findLastIndex((begun) => begun <= at);

const distance = ({ at, sentAt }: Seen): number => at - sentAt;

const isNow = (seen: Seen): boolean => Math.abs(distance(seen)) <= slack;

function isWholeDaysBack(seen: Seen): boolean {
  const rest = Math.abs(distance(seen)) % day;
  return Math.min(rest, day - rest) <= slack;
}

/** How much longer one side took to come as far as here, by which what its steps wrote is further away. */
function drift(base: Seen, head: Seen): number {
  const took = ({ sentAt, moments }: Seen) => sentAt - (moments.steps[0] ?? sentAt);
  return Math.abs(took(base) - took(head));
}
