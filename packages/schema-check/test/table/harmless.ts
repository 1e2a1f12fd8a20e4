import { type Row, changes, inSection } from './row.ts';

/** Changes that would break somebody, but break nobody, or that ask front ends to look. */
const unused: Row[] = [
  {
    change: 'removes a field that no operation selects',
    edits: { customers: [['  phone: String\n  preferences', '  preferences']] },
    exit: 0,
    findings: [changes('field-removed:Customer.phone', 'UNUSED')],
  },
  {
    change: 'lets an unused field be null',
    edits: {
      customers: [
        ['  emailVerified: Boolean!\n  firstName', '  emailVerified: Boolean\n  firstName'],
      ],
    },
    exit: 0,
    findings: [changes('field-type-changed:Customer.emailVerified', 'UNUSED')],
  },
  {
    change: 'removes a type and the only field that returns it, both unused',
    edits: {
      customers: [
        [
          '  "Which customer would be kept, and what stops the merge."\n  customerMergePreview(sourceId: ID!, targetId: ID!): CustomerMergePreview! @tag(name: "staff")\n',
          '',
        ],
        [
          'type CustomerMergePreview {\n  keeps: Customer!\n  retires: Customer!\n  blockedBy: [String!]!\n}\n',
          '',
        ],
      ],
    },
    exit: 0,
    findings: [changes('type-removed:CustomerMergePreview', 'UNUSED')],
  },
  {
    change: 'removes an enum value that operations only read',
    edits: { loyalty: [['  MERGE_IN\n  MERGE_OUT\n', '  MERGE_IN\n']] },
    exit: 0,
    findings: [changes('enum-value-removed:PointsEntryType.MERGE_OUT', 'SAFE', true)],
  },
  {
    change: 'removes an enum value that no operation sends or reads',
    edits: { customers: [['  DONE\n  CANCELLED\n  FAILED\n', '  DONE\n  CANCELLED\n']] },
    exit: 0,
    findings: [changes('enum-value-removed:PrivacyRequestStatus.FAILED', 'UNUSED')],
  },
  {
    change: 'adds an enum value that operations read',
    edits: {
      orders: [
        ['  CANCELLED\n  REFUNDED\n}\nenum', '  CANCELLED\n  REFUNDED\n  RETURNED\n}\nenum'],
      ],
    },
    exit: 0,
    findings: [changes('enum-value-added:OrderStatus.RETURNED', 'SAFE', true)],
  },
  {
    change: 'removes a union member without a fragment',
    edits: {
      customers: [
        ['  | LoginThrottledError\n  | EmailNotVerifiedError\n', '  | LoginThrottledError\n'],
      ],
    },
    exit: 0,
    findings: [changes('union-member-removed:LoginResult.EmailNotVerifiedError', 'UNUSED')],
  },
  {
    change: 'adds a member to a union that operations read',
    edits: {
      customers: [
        [
          '  | AuthSession\n  | InvalidCredentialsError\n',
          '  | AuthSession\n  | InvalidTokenError\n  | InvalidCredentialsError\n',
        ],
      ],
    },
    exit: 0,
    findings: [changes('union-member-added:LoginResult.InvalidTokenError', 'SAFE', true)],
  },
  {
    change: 'removes an argument of an unused field',
    edits: { orders: [['    before: String\n    search: String\n', '    before: String\n']] },
    exit: 0,
    findings: [changes('field-argument-removed:Query.orders(search:)', 'UNUSED')],
  },
  {
    change: 'adds a required argument to an unused field',
    edits: { customers: [['privacyRequest(id: ID!)', 'privacyRequest(id: ID!, pin: String!)']] },
    exit: 0,
    findings: [changes('field-argument-added:Query.privacyRequest(pin:)', 'UNUSED')],
  },
  {
    change: 'makes an argument required that every operation passes',
    edits: { orders: [['recentOrders(limit: Int = 5)', 'recentOrders(limit: Int!)']] },
    exit: 0,
    findings: [changes('argument-made-required:Customer.recentOrders(limit:)', 'SAFE', true)],
  },
  {
    change: 'changes the default of an argument that an operation leaves out',
    edits: { loyalty: [['expiring(withinDays: Int! = 30)', 'expiring(withinDays: Int! = 60)']] },
    exit: 0,
    findings: [
      changes('field-argument-default-changed:LoyaltyAccount.expiring(withinDays:)', 'SAFE', true),
    ],
  },
  {
    change: 'removes a field of an input that no operation sends',
    edits: {
      loyalty: [
        [
          '  downgrade: DowngradePolicy\n  downgradeGraceDays: Int\n  tiers',
          '  downgrade: DowngradePolicy\n  tiers',
        ],
      ],
    },
    exit: 0,
    findings: [changes('input-field-removed:LoyaltyProgramInput.downgradeGraceDays', 'UNUSED')],
  },
];

const safe = (row: Omit<Row, 'exit' | 'silent'>): Row => ({ ...row, exit: 0, silent: true });

/** The commonest safe changes: the check must not ask for anybody's attention. */
const silent: Row[] = [
  safe({
    change: 'adds a nullable field with a description',
    edits: {
      customers: [
        [
          '  phone: String\n  preferences',
          '  phone: String\n  "How to address."\n  salutation: String\n  preferences',
        ],
      ],
    },
    findings: [changes('field-added:Customer.salutation', 'SAFE')],
  }),
  safe({
    change: 'adds a type and a query that returns it',
    edits: {
      customers: [
        [
          '  privacyRequest(id: ID!)',
          '  "What the store offers."\n  storeInfo: StoreInfo\n  privacyRequest(id: ID!)',
        ],
        [
          'enum AddressUse {',
          '"A store as customers see it."\ntype StoreInfo {\n  "As printed on letters."\n  name: String!\n}\nenum AddressUse {',
        ],
      ],
    },
    findings: [
      changes('type-added:StoreInfo', 'SAFE'),
      changes('field-added:Query.storeInfo', 'SAFE'),
    ],
  }),
  safe({
    change: 'adds a mutation',
    edits: {
      customers: [
        [
          '  logoutEverywhere: RequestAccepted!',
          '  "Ends one other session."\n  endSession(id: ID!): RequestAccepted!\n  logoutEverywhere: RequestAccepted!',
        ],
      ],
    },
    findings: [changes('field-added:Mutation.endSession', 'SAFE')],
  }),
  safe({
    change: 'adds an optional argument',
    edits: {
      orders: [
        ['recentOrders(limit: Int = 5)', 'recentOrders(limit: Int = 5, status: OrderStatus)'],
      ],
    },
    findings: [changes('field-argument-added:Customer.recentOrders(status:)', 'SAFE')],
  }),
  safe({
    change: 'adds an optional input field',
    edits: {
      customers: [
        ['input AddressInput {\n', 'input AddressInput {\n  "For couriers."\n  doorCode: String\n'],
      ],
    },
    findings: [changes('input-field-added:AddressInput.doorCode', 'SAFE')],
  }),
  safe({
    change: 'deprecates a used field with a reason',
    edits: {
      customers: [
        [
          '  email: String\n  emailVerified',
          '  email: String @deprecated(reason: "Use contact instead.")\n  emailVerified',
        ],
      ],
    },
    findings: [
      changes('field-deprecation-added:Customer.email', 'SAFE'),
      inSection('operations', 'uses-deprecated:AccountPage:'),
    ],
  }),
  safe({
    change: 'changes a description',
    edits: { orders: [['"Unique in its store."', '"Unique in its store, never reused."']] },
    findings: [changes('field-description-changed:Order.orderNumber', 'SAFE')],
  }),
  safe({
    change: 'promises that an own field is never null',
    edits: {
      loyalty: [
        [
          '  source: EntrySource\n  availableAt: DateTime\n',
          '  source: EntrySource\n  availableAt: DateTime!\n',
        ],
      ],
    },
    findings: [changes('field-type-changed:PointsEntry.availableAt', 'SAFE')],
  }),
  safe({
    change: 'makes a required input field optional',
    edits: {
      customers: [
        [
          'input AddressInput {\n  fullName: String\n  company: String\n  phone: String\n  line1: String!',
          'input AddressInput {\n  fullName: String\n  company: String\n  phone: String\n  line1: String',
        ],
      ],
    },
    findings: [changes('input-field-type-changed:AddressInput.line1', 'SAFE')],
  }),
  safe({
    change: 'contributes a nullable field to the entity of another subgraph',
    edits: {
      orders: [
        [
          '  orderMetrics: CustomerOrderMetrics',
          '  orderMetrics: CustomerOrderMetrics\n  "When the newest one was placed."\n  lastOrderAt: DateTime',
        ],
      ],
    },
    findings: [changes('field-added:Customer.lastOrderAt', 'SAFE')],
  }),
  safe({
    change: 'reorders fields and writes a comment',
    edits: {
      customers: [
        [
          '  firstName: String\n  lastName: String\n  phone: String\n  preferences: CustomerPreferences!',
          '  # Names as given.\n  lastName: String\n  firstName: String\n  phone: String\n  preferences: CustomerPreferences!',
        ],
      ],
    },
    findings: [],
  }),
  safe({
    change: 'adds a key',
    edits: {
      orders: [
        [
          'type Order @key(fields: "id") {',
          'type Order @key(fields: "id") @key(fields: "orderNumber storeId") {',
        ],
      ],
    },
    findings: [],
  }),
  safe({
    change: 'adds a whole module that contributes a field',
    added: {
      reviews: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
type Customer @key(fields: "id") {
  id: ID!
  "Newest first."
  reviews: [Review!]
}
"What a customer thinks of an article."
type Review {
  "One to five."
  stars: Int!
}`,
    },
    findings: [changes('type-added:Review', 'SAFE')],
  }),
  safe({
    change: 'adds an operation',
    edits: {
      account: [
        [
          'query AccountPage {',
          'query Greeting {\n  me {\n    id\n    firstName\n  }\n}\n\nquery AccountPage {',
        ],
      ],
    },
    findings: [],
  }),
];

export const harmless: Row[] = [...unused, ...silent];
