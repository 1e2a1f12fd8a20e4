import { type Row, changes, inSection } from './row.ts';

const importing = (...names: string[]): [string, string] => [
  'import: ["@key", "@shareable", "@tag"]',
  `import: ["@key", "@shareable", "@tag", ${names.map((name) => `"${name}"`).join(', ')}]`,
];
const customerOfLoyalty = '  id: ID!\n  loyalty: LoyaltyAccount\n}';

/** Changes that concern the graph of subgraphs rather than the API: a diff of the API sees few of them. */
export const federated: Row[] = [
  {
    change: 'lets a provider declare a field that belongs to a consumer',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "For the header."\n  loyaltyTier: String\n  preferences',
        ],
      ],
    },
    exit: 1,
    findings: [
      inSection('architecture', 'provider-names-consumer:customers:Customer.loyaltyTier:loyalty'),
    ],
  },
  {
    change: 'lets a provider refer to an entity of a consumer',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "The newest one."\n  newest: Order\n  preferences',
        ],
        [
          'enum AddressUse {',
          'type Order @key(fields: "id", resolvable: false) {\n  id: ID!\n}\nenum AddressUse {',
        ],
      ],
    },
    exit: 1,
    findings: [
      inSection('architecture', 'provider-names-consumer:customers:Customer.newest:order'),
    ],
  },
  {
    change: 'lets a provider mention a consumer in a description',
    edits: {
      customers: [
        ['"Set when status is MERGED."', '"Set when status is MERGED; orders follow it."'],
      ],
    },
    exit: 1,
    findings: [
      inSection('architecture', 'provider-names-consumer:customers:Customer.mergedInto:order'),
    ],
  },
  {
    change: 'lets a provider mention a consumer in a comment',
    edits: { customers: [['type Address {', '# Copied by the loyalty module.\ntype Address {']] },
    exit: 1,
    findings: [inSection('architecture', 'provider-names-consumer:customers:Address:loyalty')],
  },
  {
    change: 'makes a contributed field non-null',
    edits: {
      orders: [
        [
          '  orderCount(filter: CustomerOrderFilter): Int',
          '  orderCount(filter: CustomerOrderFilter): Int!',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('architecture', 'contributed-field-non-null:orders:Customer.orderCount')],
  },
  {
    change: 'removes a key that nobody refers to yet',
    edits: { loyalty: [['type PointsEntry @key(fields: "id") {', 'type PointsEntry {']] },
    exit: 1,
    findings: [inSection('architecture', 'key-removed:loyalty:PointsEntry(id)')],
  },
  {
    change: 'removes the key of an entity that others contribute to',
    edits: { customers: [['type Customer @key(fields: "id") {', 'type Customer {']] },
    exit: 1,
    findings: [
      inSection('build', 'composition-error:INVALID_FIELD_SHARING:'),
      inSection('architecture', 'key-removed:customers:Customer(id)'),
    ],
  },
  {
    change: 'makes a key unresolvable',
    edits: {
      orders: [
        ['type Order @key(fields: "id") {', 'type Order @key(fields: "id", resolvable: false) {'],
      ],
    },
    exit: 1,
    findings: [inSection('architecture', 'key-removed:orders:Order(id)')],
  },
  {
    change: 'lets a contributed field require a field of the owner',
    edits: {
      loyalty: [
        importing('@external', '@requires'),
        [
          customerOfLoyalty,
          '  id: ID!\n  isActive: Boolean! @external\n  loyalty: LoyaltyAccount @requires(fields: "isActive")\n}',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('architecture', 'requires-added:loyalty:Customer.loyalty(isActive)')],
  },
  {
    change: 'lets a contributed field require a field of another module',
    edits: {
      loyalty: [
        importing('@external', '@requires'),
        [
          customerOfLoyalty,
          '  id: ID!\n  recentTotal: Int @external\n  loyalty: LoyaltyAccount @requires(fields: "recentTotal")\n}',
        ],
      ],
      orders: [
        [
          '  orderMetrics: CustomerOrderMetrics',
          '  orderMetrics: CustomerOrderMetrics\n  "Of the last thirty days."\n  recentTotal: Int',
        ],
      ],
    },
    exit: 1,
    findings: [
      inSection('architecture', 'requires-added:loyalty:Customer.loyalty(recentTotal)'),
      inSection('architecture', 'subset-does-not-compose:customers+loyalty:'),
      inSection('plans', 'new-hop:PointsScreen:ordersatme'),
    ],
  },
  {
    change: 'passes an argument inside @requires',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "Of the name."\n  initials(length: Int): String\n  preferences',
        ],
      ],
      loyalty: [
        importing('@external', '@requires'),
        [
          customerOfLoyalty,
          '  id: ID!\n  initials(length: Int): String @external\n  loyalty: LoyaltyAccount @requires(fields: "initials(length: 2)")\n}',
        ],
      ],
    },
    exit: 1,
    findings: [
      inSection('architecture', 'requires-argument:loyalty:Customer.loyalty(initials(length: 2))'),
    ],
  },
  {
    change: 'moves a used field to another subgraph',
    edits: {
      orders: [['  orderCount(filter: CustomerOrderFilter): Int\n', '']],
      loyalty: [
        [
          customerOfLoyalty,
          '  id: ID!\n  loyalty: LoyaltyAccount\n  orderCount(filter: CustomerOrderFilter): Int\n}\ninput CustomerOrderFilter {\n  status: [OrderStatus!]\n  paymentStatus: [OrderPaymentStatus!]\n  placedAt: OrderDateRange\n}\ninput OrderDateRange {\n  from: DateTime\n  to: DateTime\n}\nenum OrderStatus {\n  PENDING\n  PROCESSING\n  SHIPPED\n  DELIVERED\n  CANCELLED\n  REFUNDED\n}\nenum OrderPaymentStatus {\n  UNPAID\n  PARTIALLY_PAID\n  PAID\n  PARTIALLY_REFUNDED\n  REFUNDED\n}',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('plans', 'new-hop:CustomerList:loyaltyatcustomers.edges.@.node')],
  },
  {
    change: 'gives a shared type another definition in one subgraph',
    edits: { loyalty: [['  fractionDigits: Int!', '  fractionDigits: Int']] },
    exit: 1,
    findings: [
      inSection('architecture', 'shared-type-differs:Money:orders/loyalty'),
      inSection(
        'build',
        'composition-hint:INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE:Money.fractionDigits',
      ),
      changes('field-type-changed:Money.fractionDigits', 'BREAKING'),
    ],
  },
  {
    change: 'adds a value to a shared input enum in one subgraph',
    edits: { customers: [['  ASC\n  DESC\n', '  ASC\n  DESC\n  RANDOM\n']] },
    exit: 1,
    findings: [inSection('build', 'composition-hint:INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM:')],
  },
  {
    change: 'adds an argument to a shared field in one subgraph',
    edits: {
      customers: [
        [
          '  code: String!\n  message: String!\n}\ntype InvalidInputError',
          '  code(upper: Boolean): String!\n  message: String!\n}\ntype InvalidInputError',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('build', 'composition-hint:INCONSISTENT_ARGUMENT_PRESENCE:')],
  },
  {
    change: 'declares a field that another subgraph has already',
    edits: {
      orders: [
        [
          '  orderMetrics: CustomerOrderMetrics',
          '  orderMetrics: CustomerOrderMetrics\n  "As entered."\n  phone: String',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('build', 'composition-error:INVALID_FIELD_SHARING:')],
  },
  {
    change: 'gives a shared field two types',
    edits: { loyalty: [['  fractionDigits: Int!', '  fractionDigits: String!']] },
    exit: 1,
    findings: [inSection('build', 'composition-error:FIELD_TYPE_MISMATCH:')],
  },
  {
    change: 'uses a federation feature that the gateway does not have',
    edits: {
      customers: [
        importing('@authenticated'),
        ['  phone: String\n  preferences', '  phone: String @authenticated\n  preferences'],
      ],
    },
    exit: 1,
    findings: [inSection('gateway', 'gateway-refuses:supergraph')],
  },
  {
    change: 'forgets a bracket',
    edits: { orders: [['enum OrderStatus {', 'enum OrderStatus']] },
    exit: 1,
    findings: [inSection('build', 'sdl-syntax:SYNTAX:')],
  },
  {
    change: 'forgets to compose',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "How to address."\n  salutation: String\n  preferences',
        ],
      ],
    },
    notComposed: true,
    exit: 1,
    findings: [
      inSection('drift', 'drift:supergraph.graphql'),
      inSection('drift', 'drift:api.graphql'),
    ],
  },
  {
    change: 'adds a field without a description',
    edits: {
      customers: [
        ['  phone: String\n  preferences', '  phone: String\n  salutation: String\n  preferences'],
      ],
    },
    exit: 1,
    findings: [inSection('lint', 'description:Customer.salutation')],
  },
  {
    change: 'adds a field in snake case',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "Second one."\n  phone_2: String\n  preferences',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('lint', 'naming:Customer.phone_2')],
  },
  {
    change: 'deprecates without a reason',
    edits: {
      customers: [['  phone: String\n  preferences', '  phone: String @deprecated\n  preferences']],
    },
    exit: 1,
    findings: [inSection('lint', 'deprecation-reason:Customer.phone')],
  },
  {
    change: 'adds a connection that is none',
    edits: {
      customers: [
        [
          '  version: Int!\n  createdAt: DateTime!\n  updatedAt',
          '  "Newest first."\n  devices(limit: Int): DeviceConnection\n  version: Int!\n  createdAt: DateTime!\n  updatedAt',
        ],
        [
          'enum AddressUse {',
          '"Devices."\ntype DeviceConnection {\n  "Their names."\n  names: [String!]!\n}\nenum AddressUse {',
        ],
      ],
    },
    exit: 1,
    findings: [
      inSection('lint', 'relay-connection:DeviceConnection.edges'),
      inSection('lint', 'relay-connection:DeviceConnection.pageInfo'),
      inSection('lint', 'relay-connection:Customer.devices'),
    ],
  },
  {
    change: 'adds an input whose name does not say so',
    edits: {
      customers: [
        [
          '  privacyRequest(id: ID!)',
          '  "By name."\n  stores(by: StoreSelector): [String!]\n  privacyRequest(id: ID!)',
        ],
        [
          'enum AddressUse {',
          '"Which stores."\ninput StoreSelector {\n  "Begins with."\n  name: String\n}\nenum AddressUse {',
        ],
      ],
    },
    exit: 1,
    findings: [inSection('lint', 'input-suffix:StoreSelector')],
  },
];
