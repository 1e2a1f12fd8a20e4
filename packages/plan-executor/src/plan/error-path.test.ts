import { describe, expect, it } from 'vitest';
import { errorPathMapper } from './error-path.ts';

const [first, second, other] = [{ id: 1 }, { id: 2 }, { name: 'of another type' }];
const result = {
  shelf: [{ book: first }, null, { book: other }, { book: null }, { book: second }],
};
const path = ['shelf', '@', 'book'];

describe('errorPathMapper', () => {
  it('gives an entity the place of the object that was represented', () => {
    const map = errorPathMapper(path, [first, second], result);
    expect(map(['_entities', 0, 'title'])).toEqual(['shelf', 0, 'book', 'title']);
    expect(map(['_entities', 1, 'title'])).toEqual(['shelf', 4, 'book', 'title']);
  });

  it('finds objects in lists of lists', () => {
    const map = errorPathMapper(['rows', '@', '@'], [second], { rows: [[first], [null, second]] });
    expect(map(['_entities', 0, 'title'])).toEqual(['rows', 1, 1, 'title']);
  });

  it('keeps what follows an index that no object has', () => {
    const map = errorPathMapper(path, [first], result);
    expect(map(['_entities', 7, 'title'])).toEqual(['title']);
  });

  it('puts the path of the fetch before a path of a root field', () => {
    const map = errorPathMapper(['self'], undefined, result);
    expect(map(['books', 1])).toEqual(['self', 'books', 1]);
  });

  it('leaves an error without a path without one', () => {
    expect(errorPathMapper(path, [first], result)(undefined)).toBeUndefined();
  });
});
