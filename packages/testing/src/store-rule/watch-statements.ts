import pg from 'pg';
import { afterAll, expect } from 'vitest';

/**
 * Set-up of every test file: whatever statement a service issues while the file's tests run, Prisma's own included, names its
 * store. Statements of tests themselves are not looked at.
 */

/** As the pool of a service names its connections. */
const serviceConnections = 'customer-graph';

const issued = new Set<string>();
const query = pg.Client.prototype.query;

interface Connection {
  readonly connectionParameters?: { readonly application_name?: unknown };
}

const watched: ProxyHandler<typeof query> = {
  apply(target, client: Connection, values: unknown[]): unknown {
    const [first] = values;
    if (client.connectionParameters?.application_name === serviceConnections) {
      const text: unknown =
        typeof first === 'object' && first !== null ? Reflect.get(first, 'text') : first;
      if (typeof text === 'string') issued.add(text);
    }
    const result: unknown = Reflect.apply(target, client, values);
    return result;
  },
};
pg.Client.prototype.query = new Proxy(query, watched);

afterAll(async () => {
  if (issued.size === 0) return;
  const { checkStatement } = await import('./check-statement.ts');
  const { tablesWithStore } = await import('./tables.ts');
  const stored = await tablesWithStore();
  const wrong = [...issued].flatMap((text) =>
    checkStatement(text, stored).map((reason) => `${reason}: ${text}`),
  );
  issued.clear();
  expect(wrong, 'statements that do not name their store').toEqual([]);
});
