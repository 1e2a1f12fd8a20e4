import { describe, expect, it } from 'vitest';
import { errorPathMapper } from './error-path.ts';

const result = { shelf: [{ book: { id: 1 } }, null, { book: null }, { book: { id: 2 } }] };

describe('errorPathMapper', () => {
  it('gives an entity the place of its object among those that are not null', () => {
    const map = errorPathMapper(['shelf', '@', 'book'], true, result);
    expect(map(['_entities', 0, 'title'])).toEqual(['shelf', 0, 'book', 'title']);
    expect(map(['_entities', 1, 'title'])).toEqual(['shelf', 3, 'book', 'title']);
  });

  it('keeps what follows an index that no object has', () => {
    const map = errorPathMapper(['shelf', '@', 'book'], true, result);
    expect(map(['_entities', 7, 'title'])).toEqual(['title']);
  });

  it('puts the path of the fetch before a path of a root field', () => {
    expect(errorPathMapper(['self'], false, result)(['books', 1])).toEqual(['self', 'books', 1]);
  });

  it('leaves an error without a path without one', () => {
    expect(errorPathMapper(['shelf', '@'], true, result)(undefined)).toBeUndefined();
  });
});
