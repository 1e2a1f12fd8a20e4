import { foreignCursor, isId, type Page } from '@customer-graph/subgraph';

// As our cursors have it. PostgreSQL reads less than Date.parse takes, and knows no year 0.
const isInstant = (text: string): boolean =>
  /^(?!0000)\d{4}-/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text;

/**
 * A cursor comes back from outside; what is no sort value with an id must not reach the database.
 * @param timed whether the list is sorted by time
 * @throws BAD_USER_INPUT
 */
export function checkCursor({ cursor }: Page, timed: boolean): void {
  if (cursor === null) return;
  const [value, id] = cursor;
  const sound =
    cursor.length === 2 &&
    typeof value === 'string' &&
    typeof id === 'string' &&
    isId(id) &&
    (timed ? isInstant(value) : !value.includes('\0'));
  if (!sound) throw foreignCursor();
}
