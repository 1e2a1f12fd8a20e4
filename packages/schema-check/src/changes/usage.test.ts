import { describe, expect, it } from 'vitest';
import { buildSchema, parse } from '../graphql.ts';
import { usageOf } from './usage.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  type User implements Node { id: ID! name: String nameKana: String role: Role friends(first: Int): [User] }
  type Bot implements Node { id: ID! owner: User }
  union Actor = User | Bot
  enum Role { ADMIN GUEST }
  input Range { from: Int to: Int }
  input Filter { role: Role age: Range }
  type Query { node: Node actor: Actor users(filter: Filter, role: Role): [User] }
`);

function usageIn(text: string) {
  const place = { file: 'a.graphql', line: 1, column: 1, at: 'head' as const };
  const operation = {
    label: 'A',
    name: 'A',
    place,
    document: parse(text),
    text,
    inHead: true,
    inBase: true,
  };
  const usage = usageOf(schema, [operation]);
  return (coordinate: string) => usage.of(coordinate).length > 0;
}

describe('usage', () => {
  it('is of the exact field, not of one whose name begins with it', () => {
    const uses = usageIn('{ users { nameKana } }');
    expect([uses('User.nameKana'), uses('User.name'), uses('User')]).toEqual([true, false, true]);
  });

  it('through an interface reaches every type behind it, but relies on the interface alone', () => {
    const uses = usageIn('{ node { id } }');
    expect([uses('Node.id'), uses('User.id'), uses('Bot.id')]).toEqual([true, false, false]);
    expect([uses('behind User.id'), uses('behind Bot.id')]).toEqual([true, true]);
    expect(uses('behind Bot.owner')).toBe(false);
  });

  it('knows on which types a fragment narrows an abstract type', () => {
    const uses = usageIn('{ actor { ...U } } fragment U on User { id }');
    expect([uses('Actor > User'), uses('Actor > Bot')]).toEqual([true, false]);
  });

  it('counts a variable as everything it may carry, and a literal as itself', () => {
    const byVariable = usageIn('query ($f: Filter) { users(filter: $f) { id } }');
    expect([byVariable('Range.to'), byVariable('send Role'), byVariable('Role.ADMIN')]).toEqual([
      true,
      true,
      false,
    ]);
    const byLiteral = usageIn('{ users(filter: { age: { from: 1 } }, role: ADMIN) { id } }');
    expect([byLiteral('Range.from'), byLiteral('Range.to')]).toEqual([true, false]);
    expect([byLiteral('Role.ADMIN'), byLiteral('send Role')]).toEqual([true, false]);
    expect(byLiteral('Query.users(role:)')).toBe(true);
  });

  it('tells an enum that is read from one that is sent', () => {
    const uses = usageIn('{ users { role } }');
    expect([uses('read Role'), uses('send Role')]).toEqual([true, false]);
  });
});
