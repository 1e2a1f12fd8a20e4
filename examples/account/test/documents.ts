/** What a shop and its checkout do outside of the app: the app has no documents for it. */
export const documents = {
  register: `mutation SeedRegister($input: RegisterCustomerInput!) {
    registerCustomer(input: $input) { __typename }
  }`,
  verify: `mutation SeedVerify($token: String!) {
    verifyEmail(token: $token) { __typename ... on CustomerPayload { customer { id } } }
  }`,
  placeOrder: `mutation SeedOrder($input: PlaceOrderInput!, $key: String!) {
    placeOrder(input: $input, idempotencyKey: $key) {
      __typename ... on PlacedOrder { order { id orderNumber } }
    }
  }`,
  pay: `mutation SeedPayment($id: ID!, $amount: MoneyInput!, $key: String!) {
    recordPayment(orderId: $id, amount: $amount, reference: $key, idempotencyKey: $key) { __typename }
  }`,
  move: `mutation SeedMove($id: ID!, $to: OrderStatus!) {
    transitionOrder(id: $id, to: $to) { __typename }
  }`,
  givePoints: `mutation SeedPoints($input: AddPointsInput!, $key: String!) {
    addPoints(input: $input, idempotencyKey: $key) { __typename }
  }`,
} as const;
