import { badUserInput, isId, type Page } from '@customer-graph/subgraph';

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
    (timed ? !Number.isNaN(Date.parse(value)) : !value.includes('\0'));
  if (!sound) throw badUserInput('The cursor does not belong to this list in this order.');
}
