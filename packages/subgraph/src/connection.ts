import { badUserInput } from './errors.ts';

/** Arguments of a Relay connection field. */
export interface ConnectionArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export type CursorValue = string | number | null;

/** A page that has been asked for: `limit` rows after the cursor, in the list's order or, when `backward`, against it. */
export interface Page {
  readonly limit: number;
  readonly backward: boolean;
  /** Sort values of the row next to the page, its id last; null at the list's end. */
  readonly cursor: readonly CursorValue[] | null;
  /** Name of the order that cursors of this list belong to. */
  readonly order: string;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const maxLimit = 100;
const defaultLimit = 20;

/**
 * Reads connection arguments; `order` names the sort order, so that a cursor of another order is refused.
 * @throws BAD_USER_INPUT for a size outside 1–100, `first` with `last`, or a cursor that is not one of this list
 */
export function parsePage(args: ConnectionArgs, order: string): Page {
  const { first, last, after, before } = args;
  if (first != null && last != null) throw badUserInput('Use either first or last, not both.');
  const backward = last != null || (first == null && before != null);
  if (backward && after != null) throw badUserInput('Use after with first, and before with last.');
  if (!backward && before != null)
    throw badUserInput('Use after with first, and before with last.');
  const cursor = backward ? before : after;
  return {
    limit: parseLimit(backward ? last : first, backward ? 'last' : 'first'),
    backward,
    cursor: cursor == null ? null : decodeCursor(cursor, order),
    order,
  };
}

/** A list size within 1 and `max`. */
export function parseLimit(
  value: number | null | undefined,
  name: string,
  preset = defaultLimit,
  max = maxLimit,
): number {
  const limit = value ?? preset;
  if (limit < 1 || limit > max) throw badUserInput(`${name} must be between 1 and ${max}.`);
  return limit;
}

/**
 * Makes a connection of rows that were read in the page's direction with one row more than the limit, the sign that more
 * follow. Nothing is counted.
 */
export function toConnection<Node>(
  rows: readonly Node[],
  page: Page,
  cursorOf: (node: Node) => readonly CursorValue[],
): Connection<Node> {
  const more = rows.length > page.limit;
  const nodes = rows.slice(0, page.limit);
  if (page.backward) nodes.reverse();
  const edges = nodes.map((node) => new LazyEdge(node, page.order, cursorOf));
  const beyondCursor = page.cursor !== null;
  return {
    edges,
    pageInfo: {
      hasNextPage: page.backward ? beyondCursor : more,
      hasPreviousPage: page.backward ? more : beyondCursor,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** An edge that makes its cursor when it is asked for, which is seldom. */
class LazyEdge<Node> {
  readonly node: Node;
  readonly #order: string;
  readonly #cursorOf: (node: Node) => readonly CursorValue[];

  constructor(node: Node, order: string, cursorOf: (node: Node) => readonly CursorValue[]) {
    this.node = node;
    this.#order = order;
    this.#cursorOf = cursorOf;
  }

  get cursor(): string {
    return encodeCursor(this.#cursorOf(this.node), this.#order);
  }
}

function encodeCursor(values: readonly CursorValue[], order: string): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/** Refuses a cursor that no page of the list has given. */
export const foreignCursor = () =>
  badUserInput('The cursor is invalid for this list or sort order.');

function decodeCursor(text: string, order: string): readonly CursorValue[] {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    decoded = null;
  }
  const [named, ...values] = Array.isArray(decoded) ? decoded.filter(isCursorValue) : [];
  if (named !== order || values.length === 0) {
    throw foreignCursor();
  }
  return values;
}

const isCursorValue = (value: unknown): value is CursorValue =>
  value === null || typeof value === 'string' || typeof value === 'number';
