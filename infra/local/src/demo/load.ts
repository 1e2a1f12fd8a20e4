import path from 'node:path';
import { z } from 'zod';
import { readJson, writeWhole } from '../data-dir.ts';
import type { Graph } from '../graph.ts';
import { deactivate, openAccount, registerAda, type DemoCustomer } from './customers.ts';
import { eachOf } from './each-of.ts';
import { stories, tell, type DemoOrder } from './orders.ts';
import { people } from './people.ts';
import { givePoints, pointsOf } from './points.ts';
import { checkLoaded } from './check-loaded.ts';
import { storeClient, type LoadOptions, type StoreClient } from './store-client.ts';

const loaded = z.array(z.string());
const parallel = 4;

/**
 * Fills the modules that no demo data were loaded for, through the graph itself. Interrupted, it goes on where it was
 * the next time; it counts as done once the graph shows it.
 */
export async function loadDemoData(graph: Graph, options: LoadOptions): Promise<void> {
  const file = path.join(graph.dataDir, 'demo-data.json');
  const before = (await readJson(file, loaded)) ?? [];
  const missing = graph.modules.filter((name) => !before.includes(name));
  if (missing.length === 0) return;
  options.onLine('Loading demo data');
  const demo = await storeClient(graph, 'demo', options);
  const acme = await storeClient(graph, 'acme', options);
  await fill(demo, people, missing);
  // Some people are customers of both stores, and not the same customer.
  await fill(acme, people.slice(0, 8), missing);
  await writeWhole(file, `${JSON.stringify([...before, ...missing])}\n`);
}

async function fill(
  client: StoreClient,
  strangers: typeof people,
  modules: readonly string[],
): Promise<void> {
  const ada = await registerAda(client);
  const others = await eachOf(strangers, parallel, (person) => openAccount(client, person));
  // The last one's account is closed, which takes no orders and no points.
  const leaver = others.pop();
  const customers = [ada, ...others];
  if (modules.includes('orders')) {
    const [own = [], ...rest] = customers.map(ordersOf);
    // In turn and before all others, so that the demo customer's orders have the same numbers everywhere.
    await eachOf(own, 1, (order) => tell(client, order));
    await eachOf(rest.flat(), parallel, (order) => tell(client, order));
  }
  if (modules.includes('loyalty')) {
    // The demo customer is given the points of a silver member.
    const given = customers.map((customer, index) => ({ customer, points: pointsOf(index + 2) }));
    await eachOf(
      given.filter(({ points }) => points > 0),
      parallel,
      ({ customer, points }) => givePoints(client, customer, points),
    );
  }
  if (modules.includes('customers') && leaver) await deactivate(client, leaver);
  await checkLoaded(
    client,
    customers.map((customer, index) => ({
      customer,
      ...(modules.includes('orders') && { orders: ordersOf(customer, index).length }),
      ...(modules.includes('loyalty') && { points: pointsOf(index + 2) }),
    })),
  );
}

/** One order for each story to the first customer; none to five to the others. */
function ordersOf(customer: DemoCustomer, index: number): DemoOrder[] {
  const count = index === 0 ? stories.length : (index * 7) % 6;
  return Array.from({ length: count }, (_, number) => ({
    customer,
    number,
    story: stories[(index + number) % stories.length] ?? 'placed',
    currency: (index + number) % 4 === 3 ? 'USD' : 'EUR',
  }));
}
