import { z } from 'zod';

/** Ids of rows that the seed wrote, by kind; in each the customer who calls comes first, then somebody else. */
export type Seed = Readonly<Record<string, readonly string[]>>;

/** The customer in whose name the check calls, and how that one signs in. */
export const caller = {
  store: 'demo',
  email: 'ada@example.com',
  password: 'correct horse battery staple',
};

/** Nothing has this id. */
const unknown = '01890000-0000-7000-8000-00000000ffff';

const node = z.object({ id: z.string() });
const nodes = <Node extends z.ZodType>(shape: Node) =>
  z.object({ edges: z.array(z.object({ node: shape })) });
const orderShape = z.object({ id: z.string(), orderNumber: z.string(), status: z.string() });
const ordersShape = nodes(orderShape).nullable();
const shape = z.object({
  own: nodes(z.object({ id: z.string(), customerNumber: z.string() })),
  others: nodes(
    z.object({
      id: z.string(),
      customerNumber: z.string(),
      status: z.string(),
      addresses: z.array(node),
      orders: ordersShape,
      loyalty: z.object({ id: z.string(), entries: nodes(node) }).nullable(),
    }),
  ),
  ownRows: nodes(
    z.object({
      addresses: z.array(node),
      orders: ordersShape,
      loyalty: z.object({ id: z.string(), entries: nodes(node) }).nullable(),
    }),
  ),
});

export const seedQuery = /* GraphQL */ `
  query Seed($email: String!) {
    own: customers(first: 1, search: $email) {
      edges {
        node {
          id
          customerNumber
        }
      }
    }
    ownRows: customers(first: 1, search: $email) {
      edges {
        node {
          addresses {
            id
          }
          orders(first: 20) {
            edges {
              node {
                id
                orderNumber
                status
              }
            }
          }
          loyalty {
            id
            entries(first: 5) {
              edges {
                node {
                  id
                }
              }
            }
          }
        }
      }
    }
    others: customers(first: 12, sortBy: { field: CUSTOMER_NUMBER, direction: DESC }) {
      edges {
        node {
          id
          customerNumber
          status
          addresses {
            id
          }
          orders(first: 3) {
            edges {
              node {
                id
                orderNumber
                status
              }
            }
          }
          loyalty {
            id
            entries(first: 2) {
              edges {
                node {
                  id
                }
              }
            }
          }
        }
      }
    }
  }
`;

/** Reads what the operations of the check are about. */
export function seedFrom(data: unknown): Seed {
  const { own, ownRows, others } = shape.parse(data);
  const me = own.edges[0]?.node;
  const mine = ownRows.edges[0]?.node;
  const strangers = others.edges.map((edge) => edge.node).filter(({ id }) => id !== me?.id);
  const rich = strangers.filter(({ orders, loyalty }) => orders?.edges.length && loyalty);
  const other = rich.find(({ status }) => status === 'ACTIVE');
  const inactive = strangers.find(({ status }) => status !== 'ACTIVE');
  const ordersOf = (from: typeof mine) => from?.orders?.edges.map((edge) => edge.node) ?? [];
  const each = onePerStatus(ordersOf(mine));
  const theirs = ordersOf(other).slice(0, 1);
  const known = (...values: (string | undefined)[]) =>
    values.filter((value) => value !== undefined);
  const entries = (from: typeof mine) =>
    from?.loyalty?.entries.edges.map((edge) => edge.node.id) ?? [];
  return {
    customer: known(me?.id, other?.id, inactive?.id, unknown),
    customernumber: known(me?.customerNumber, other?.customerNumber, '999999'),
    order: known(...[...each, ...theirs].map(({ id }) => id), unknown),
    ordernumber: known(...[...each.slice(0, 1), ...theirs].map((one) => one.orderNumber), '999999'),
    address: known(mine?.addresses[0]?.id, other?.addresses[0]?.id, unknown),
    account: known(mine?.loyalty?.id, other?.loyalty?.id, unknown),
    entry: known(...entries(mine).slice(0, 2), entries(other)[0], unknown),
    unknown: [unknown],
  };
}

/** One order in each status, in the alphabet's order of the statuses; of several the one with the lowest number. */
function onePerStatus(orders: readonly z.output<typeof orderShape>[]) {
  const sorted = orders.toSorted((one, other) => (one.orderNumber < other.orderNumber ? 1 : -1));
  const each = new Map(sorted.map((order) => [order.status, order]));
  return [...each.values()].sort((one, other) => (one.status < other.status ? -1 : 1));
}
