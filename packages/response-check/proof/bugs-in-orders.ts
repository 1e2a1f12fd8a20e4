import type { Bug } from './edit.ts';

export const bugsInOrders: readonly Bug[] = [
  {
    subject: 'Sort the list of orders the other way round',
    file: 'services/orders/src/db/order-sort.ts',
    find: "const ascending = (direction === 'ASC') !== backward;",
    put: "const ascending = (direction === 'DESC') !== backward;",
    shows: 'FindOrders:data.orders.edges[].node.orderNumber',
  },
  {
    subject: 'Round averages down',
    file: 'services/orders/src/domain/money.ts',
    find: 'return up ? whole + 1n : whole;',
    put: 'return up ? whole : whole;',
    shows: 'avgOrderValue.amountMinor',
  },
  {
    subject: 'Count all orders of the store, whatever is searched for',
    file: 'services/orders/src/db/search-orders.ts',
    find: 'const where = conditionsSql(storeId, conditions, bind);\n  const text = `SELECT count(*)',
    put: 'const where = conditionsSql(storeId, {}, bind);\n  const text = `SELECT count(*)',
    shows: 'FindOrders:data.orders.totalCount',
  },
  {
    subject: 'Show shipping as tax',
    file: 'services/orders/src/resolvers/Order.ts',
    find: 'taxTotal: ({ taxTotal, currency }) => money(taxTotal, currency)',
    put: 'taxTotal: ({ shippingTotal, currency }) => money(shippingTotal, currency)',
    shows: 'OrderFile:data.orderByNumber.taxTotal.amountMinor',
  },
  {
    subject: 'Print every currency with two digits',
    file: 'services/orders/src/domain/money.ts',
    find: 'digits.get(currency) ?? 2',
    put: 'digits.get(currency.toLowerCase()) ?? 2',
    shows: 'PlaceOrder:data.placeOrder.order.total.fractionDigits',
  },
  {
    subject: 'Let everybody list the orders of the store',
    file: 'services/orders/src/access.ts',
    find: "orders: permitted('orders:read'),\n  },\n  Mutation",
    put: 'orders: signedIn,\n  },\n  Mutation',
    shows: 'customer:FindOrders:data.orders',
  },
  {
    subject: 'Count cancelled orders among the others',
    file: 'services/orders/src/db/customer-figures.ts',
    find: 'counted: `count(*) ${counted}`',
    put: "counted: 'count(*)'",
    shows: 'orderMetrics',
  },
  {
    subject: 'Keep customers from cancelling an order',
    file: 'services/orders/src/domain/order-status.ts',
    find: "to: 'CANCELLED', customer: true }",
    put: "to: 'CANCELLED' }",
    shows: 'customer:CancelOrder:data.cancelOrder',
  },
  {
    subject: 'Read one order less, so that no page has a next one',
    file: 'services/orders/src/db/search-orders.ts',
    find: 'page.limit + 1',
    put: 'page.limit',
    shows: 'FindOrders:data.orders.pageInfo.hasNextPage',
  },
];
