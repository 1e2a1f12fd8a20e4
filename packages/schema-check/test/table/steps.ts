import { type Edits, type Row, changes, inSection } from './row.ts';

const ownField = '  phone: String\n  preferences';
const importing = (name: string): [string, string] => [
  'import: ["@key", "@shareable", "@tag"]',
  `import: ["@key", "@shareable", "@tag", "${name}"]`,
];

const inOrders: [string, string] = [
  '  orderMetrics: CustomerOrderMetrics\n',
  '  orderMetrics: CustomerOrderMetrics\n  "When the newest one was placed."\n  lastOrderAt: DateTime\n',
];
const customerOfLoyalty = '  id: ID!\n  loyalty: LoyaltyAccount\n}';
const inLoyalty = (percentage: number): [string, string] => [
  customerOfLoyalty,
  `  id: ID!\n  loyalty: LoyaltyAccount\n  "When the newest one was placed."\n  lastOrderAt: DateTime @override(from: "orders", label: "percent(${percentage})")\n}`,
];
/** A field of orders, used by an operation that reads loyalty too, which is to take the field over. */
const moving = {
  orders: [inOrders],
  account: [['  defaultShippingAddress {', '  lastOrderAt\n    defaultShippingAddress {']],
} satisfies Edits;
const half = (percentage: number): Edits => ({
  ...moving,
  loyalty: [importing('@override'), inLoyalty(percentage)],
});
const removed: [string, string] = [
  '  "When the newest one was placed."\n  lastOrderAt: DateTime\n',
  '',
];
const safe = (row: Omit<Row, 'exit' | 'silent'>): Row => ({ ...row, exit: 0, silent: true });

/** A field that moves to another subgraph for more and more of the requests. */
const overriding: Row[] = [
  safe({
    change: 'begins to move a used field to another subgraph, for no request yet',
    before: moving,
    edits: { loyalty: [importing('@override'), inLoyalty(0)] },
    findings: [],
  }),
  safe({
    change: 'takes a used field from its new subgraph for half of the requests',
    before: half(0),
    edits: { loyalty: [['percent(0)', 'percent(50)']] },
    findings: [],
  }),
  safe({
    change: 'takes a used field from its new subgraph for all requests',
    before: half(50),
    edits: { loyalty: [['percent(50)', 'percent(100)']] },
    findings: [],
  }),
  safe({
    change: 'removes a field from its old subgraph when all requests take it from the new one',
    before: half(100),
    edits: { orders: [removed] },
    findings: [],
  }),
  {
    change: 'removes a field from its old subgraph when half of the requests still take it there',
    before: half(50),
    edits: { orders: [removed] },
    exit: 1,
    findings: [inSection('architecture', 'override-unfinished:loyalty:Customer.lastOrderAt')],
  },
];

const directive = (text: string): [string, string] => [
  'scalar DateTime\n',
  `scalar DateTime\n${text}\n`,
];
const everywhere = (text: string) => ({
  customers: [directive(text)],
  orders: [directive(text)],
  loyalty: [directive(text)],
});
const traced = 'directive @traced(label: String) on FIELD | QUERY';
const usingTraced = {
  ...everywhere(traced),
  account: [
    [
      'query OrderHistory(',
      'query Traced {\n  me @traced(label: "a") {\n    id\n  }\n}\n\nquery OrderHistory(',
    ],
  ],
} satisfies Edits;

const directives: Row[] = [
  {
    change: 'takes a place from a directive that an operation uses there',
    before: usingTraced,
    edits: Object.fromEntries(
      ['customers', 'orders', 'loyalty'].map((name) => [name, [['on FIELD | QUERY', 'on QUERY']]]),
    ),
    exit: 1,
    findings: [inSection('operations', 'operation-broken:Traced:')],
  },
  {
    change: 'hides a used field from the API',
    edits: {
      customers: [
        importing('@inaccessible'),
        ['  email: String\n  emailVerified', '  email: String @inaccessible\n  emailVerified'],
      ],
    },
    exit: 1,
    findings: [changes('field-removed:Customer.email', 'BREAKING')],
  },
  safe({
    change: 'tags a used field',
    edits: { customers: [['  email: String\n', '  email: String @tag(name: "personal")\n']] },
    findings: [],
  }),
  safe({
    change: 'takes a deprecation back',
    before: {
      customers: [[ownField, '  phone: String @deprecated(reason: "Use contact.")\n  preferences']],
    },
    edits: { customers: [[' @deprecated(reason: "Use contact.")', '']] },
    findings: [changes('field-deprecation-removed:Customer.phone', 'SAFE')],
  }),
];

const shapes: Row[] = [
  {
    change: 'lets items of a used list be null',
    edits: {
      orders: [['  lines: [OrderLine!]!\n  subtotal', '  lines: [OrderLine]!\n  subtotal']],
    },
    exit: 1,
    findings: [changes('field-type-changed:Order.lines', 'BREAKING')],
  },
  {
    change: 'takes a field from an interface that operations read it through',
    edits: Object.fromEntries(
      ['orders', 'loyalty'].map((name) => [
        name,
        [
          [
            'interface MetricValue {\n  key: String!\n  label: String!\n',
            'interface MetricValue {\n  key: String!\n',
          ],
        ],
      ]),
    ),
    exit: 1,
    findings: [changes('field-removed:MetricValue.label', 'BREAKING')],
  },
  {
    change: 'adds a type behind an interface that operations read',
    edits: {
      orders: [
        [
          'enum OrderStatus {',
          '"A share."\ntype ShareMetric implements MetricValue {\n  "For programs."\n  key: String!\n  "For people."\n  label: String!\n  "Where it stands."\n  category: String!\n  "Of all."\n  share: Float!\n}\nenum OrderStatus {',
        ],
      ],
    },
    exit: 0,
    findings: [changes('object-type-interface-added:ShareMetric.MetricValue', 'SAFE', true)],
  },
  {
    change: 'removes a mutation that no known operation uses',
    edits: { customers: [['  logoutEverywhere: RequestAccepted!\n', '']] },
    exit: 0,
    findings: [{ ...changes('field-removed:Mutation.logoutEverywhere', 'UNUSED'), warns: true }],
  },
  {
    change: 'changes the scalar of an input field that a variable may carry',
    edits: {
      customers: [
        [
          '  postalCode: String\n  countryCode: CountryCode!\n  defaultFor',
          '  postalCode: Int\n  countryCode: CountryCode!\n  defaultFor',
        ],
      ],
    },
    exit: 1,
    findings: [changes('input-field-type-changed:AddressInput.postalCode', 'BREAKING')],
  },
  safe({
    change: 'gives a subgraph another name',
    renamed: { loyalty: 'points' },
    config: { architecture: {} },
    findings: [],
  }),
  {
    change: 'sends a subscription, which the gateway loads and does not execute',
    before: {
      customers: [
        [
          'type Mutation {',
          'type Subscription {\n  "Each change."\n  changed: ID\n}\ntype Mutation {',
        ],
      ],
    },
    edits: {
      account: [
        ['query OrderHistory(', 'subscription Changes {\n  changed\n}\n\nquery OrderHistory('],
      ],
    },
    exit: 1,
    findings: [inSection('gateway', 'operation-not-executed:Changes')],
  },
];

const literal = (fields: string): Edits => ({
  account: [
    [
      'query OrderHistory(',
      `mutation AddHome {\n  createAddress(input: { ${fields} }) {\n    __typename\n  }\n}\n\nquery OrderHistory(`,
    ],
  ],
  session: [
    [
      'mutation SaveAddress($input: AddressInput!) {\n  createAddress(input: $input) {',
      'mutation SaveAddress {\n  deleteAddress(id: "1") {\n    ... on DeletedAddress {\n      id\n    }\n  }\n  createAddress(input: { line1: "1", city: "B", countryCode: "DE", postalCode: "9" }) {',
    ],
  ],
});
const madeRequired: Edits = {
  customers: [
    [
      '  postalCode: String\n  countryCode: CountryCode!\n  defaultFor',
      '  postalCode: String!\n  countryCode: CountryCode!\n  defaultFor',
    ],
  ],
};
const given = 'line1: "1", city: "B", countryCode: "DE"';

const inputs: Row[] = [
  {
    change: 'makes a field of an input required that an operation leaves out of a literal',
    before: literal(given),
    edits: madeRequired,
    exit: 1,
    findings: [changes('input-field-made-required:AddressInput.postalCode', 'BREAKING')],
  },
  {
    change: 'makes a field of an input required that every literal gives',
    before: literal(`${given}, postalCode: "9"`),
    edits: madeRequired,
    exit: 0,
    findings: [changes('input-field-made-required:AddressInput.postalCode', 'UNUSED')],
  },
  {
    change: 'takes the default from a non-null input field that a variable may leave out',
    before: {
      loyalty: [
        [
          'input RedeemPointsInput {\n',
          'input RedeemPointsInput {\n  "How often."\n  times: Int! = 1\n',
        ],
      ],
    },
    edits: { loyalty: [['  times: Int! = 1\n', '  times: Int!\n']] },
    exit: 1,
    findings: [changes('input-field-default-value-changed:RedeemPointsInput.times', 'BREAKING')],
  },
  {
    change: 'changes the default of an input field that operations may leave out',
    before: {
      loyalty: [
        [
          'input RedeemPointsInput {\n',
          'input RedeemPointsInput {\n  "How often."\n  times: Int = 1\n',
        ],
      ],
    },
    edits: { loyalty: [['  times: Int = 1\n', '  times: Int = 2\n']] },
    exit: 0,
    findings: [changes('input-field-default-value-changed:RedeemPointsInput.times', 'SAFE', true)],
  },
];

/** A front end has a fragment, and another front end one of the same name for another purpose. */
const contact: Edits = {
  account: [
    [
      'query OrderHistory(',
      'fragment Contact on Customer {\n  email\n}\n\nquery MyContact {\n  me {\n    ...Contact\n  }\n}\n\nquery OrderHistory(',
    ],
  ],
};
const namesake: Edits = {
  'back-office': [
    [
      'query OrderPage(',
      'fragment Contact on Customer {\n  phone\n}\n\nquery Numbers {\n  me {\n    ...Contact\n  }\n}\n\nquery OrderPage(',
    ],
  ],
};

const documents: Row[] = [
  safe({
    change: 'adds a fragment of a name that another front end uses for another one',
    before: contact,
    edits: namesake,
    findings: [],
  }),
  {
    change: 'removes a field that only the namesake of a fragment selects',
    before: { ...contact, ...namesake },
    edits: { customers: [[ownField, '  preferences']] },
    exit: 1,
    findings: [changes('field-removed:Customer.phone', 'BREAKING')],
  },
  safe({
    change: 'adds fields and directives to an operation that only its client knows',
    edits: {
      'back-office': [
        [
          '    customer {\n      id\n      email\n',
          '    customer @nonreactive {\n      id\n      draft @client\n      email\n',
        ],
      ],
    },
    findings: [],
  }),
  {
    change: 'removes a field that an operation selects beside one that only its client knows',
    before: {
      'back-office': [
        [
          '    paymentStatus\n    customer {',
          '    paymentStatus\n    draft @client\n    customer {',
        ],
      ],
    },
    edits: { orders: [['  availableTransitions: [OrderStatus!]!\n', '']] },
    exit: 1,
    findings: [changes('field-removed:Order.availableTransitions', 'BREAKING')],
  },
];

/** Kinds that need more than one state or document to tell. */
export const steps: Row[] = [...overriding, ...directives, ...shapes, ...inputs, ...documents];
