import { type Row, changes, inSection } from './row.ts';

export const breaking: Row[] = [
  {
    change: 'removes a field that an operation selects',
    edits: {
      customers: [['  email: String\n  emailVerified: Boolean!', '  emailVerified: Boolean!']],
    },
    exit: 1,
    findings: [
      changes('field-removed:Customer.email', 'BREAKING'),
      inSection('operations', 'operation-broken:AccountPage:'),
    ],
  },
  {
    change: 'renames a field that an operation selects',
    edits: { orders: [['  orderNumber: String!\n  status', '  number: String!\n  status']] },
    exit: 1,
    findings: [changes('field-removed:Order.orderNumber', 'BREAKING')],
  },
  {
    change: 'removes an unused field and a used one whose name begins with it',
    edits: {
      customers: [
        ['  customer(id: ID!): Customer @tag(name: "staff")\n', ''],
        [
          `  customers(
    first: Int
    after: String
    last: Int
    before: String
    search: String
    filter: CustomerFilter
    sortBy: CustomerSort
  ): CustomerConnection! @tag(name: "staff")\n`,
          '',
        ],
      ],
    },
    exit: 1,
    findings: [
      changes('field-removed:Query.customers', 'BREAKING'),
      changes('field-removed:Query.customer', 'UNUSED'),
    ],
  },
  {
    change: 'lets a used field be null',
    edits: { customers: [['  customerNumber: String!\n', '  customerNumber: String\n']] },
    exit: 1,
    findings: [changes('field-type-changed:Customer.customerNumber', 'BREAKING')],
  },
  {
    change: 'lets a used field be null and adds a description to it',
    edits: {
      loyalty: [
        ['  enrolledAt: DateTime!', '  "When the account was opened."\n  enrolledAt: DateTime'],
      ],
    },
    exit: 1,
    findings: [changes('field-type-changed:LoyaltyAccount.enrolledAt', 'BREAKING')],
  },
  {
    change: 'changes the scalar of a used field',
    edits: {
      orders: [
        [
          '  name: String!\n  quantity: Int!\n  unitPrice: Money!',
          '  name: String!\n  quantity: String!\n  unitPrice: Money!',
        ],
      ],
    },
    exit: 1,
    findings: [changes('field-type-changed:OrderLine.quantity', 'BREAKING')],
  },
  {
    change: 'makes a single object of a used list',
    edits: { loyalty: [['= 30): [ExpiringPoints!]!', '= 30): ExpiringPoints!']] },
    exit: 1,
    findings: [changes('field-type-changed:LoyaltyAccount.expiring', 'BREAKING')],
  },
  {
    change: 'renames a type that an operation selects from',
    edits: {
      orders: [
        ['type OrderLine {', 'type LineItem {'],
        ['  lines: [OrderLine!]!\n  subtotal', '  lines: [LineItem!]!\n  subtotal'],
      ],
    },
    exit: 1,
    findings: [
      changes('type-removed:OrderLine', 'BREAKING'),
      changes('field-type-changed:Order.lines', 'BREAKING'),
    ],
  },
  {
    change: 'removes an enum value that an operation sends literally',
    edits: { orders: [['  PROCESSING\n  SHIPPED\n', '  PROCESSING\n']] },
    exit: 1,
    findings: [
      changes('enum-value-removed:OrderStatus.SHIPPED', 'BREAKING'),
      inSection('operations', 'operation-broken:ShipOrder:'),
    ],
  },
  {
    change: 'removes an enum value that a variable may carry',
    edits: { customers: [['  LAST_NAME\n  EMAIL\n', '  LAST_NAME\n']] },
    exit: 1,
    findings: [changes('enum-value-removed:CustomerSortField.EMAIL', 'BREAKING')],
  },
  {
    change: 'removes a union member that an operation has a fragment on',
    edits: { customers: [['  | LoginThrottledError\n', '']] },
    exit: 1,
    findings: [changes('union-member-removed:LoginResult.LoginThrottledError', 'BREAKING')],
  },
  {
    change: 'takes an interface from a type that is read through it',
    edits: {
      customers: [
        ['type LoginThrottledError implements MutationError {', 'type LoginThrottledError {'],
      ],
    },
    exit: 1,
    findings: [
      changes('object-type-interface-removed:LoginThrottledError.MutationError', 'BREAKING'),
    ],
  },
  {
    change: 'removes an argument that an operation passes',
    edits: { orders: [['recentOrders(limit: Int = 5)', 'recentOrders']] },
    exit: 1,
    findings: [changes('field-argument-removed:Customer.recentOrders(limit:)', 'BREAKING')],
  },
  {
    change: 'removes an argument that nobody passes from a used field',
    edits: { customers: [['    search: String\n', '']] },
    exit: 1,
    findings: [changes('field-argument-removed:Query.customers(search:)', 'BREAKING')],
  },
  {
    change: 'adds a required argument to a used field',
    edits: { orders: [['order(id: ID!, accessToken', 'order(id: ID!, store: ID!, accessToken']] },
    exit: 1,
    findings: [changes('field-argument-added:Query.order(store:)', 'BREAKING')],
  },
  {
    change: 'makes an argument required that an operation leaves out',
    edits: {
      orders: [
        ['to: OrderStatus!, expectedVersion: Int,', 'to: OrderStatus!, expectedVersion: Int!,'],
      ],
    },
    exit: 1,
    findings: [
      changes('argument-made-required:Mutation.transitionOrder(expectedVersion:)', 'BREAKING'),
    ],
  },
  {
    change: 'takes the default from a non-null argument that an operation leaves out',
    edits: { loyalty: [['expiring(withinDays: Int! = 30)', 'expiring(withinDays: Int!)']] },
    exit: 1,
    findings: [
      changes('field-argument-default-changed:LoyaltyAccount.expiring(withinDays:)', 'BREAKING'),
    ],
  },
  {
    change: 'removes an input field that a variable may carry',
    edits: {
      customers: [
        [
          'input AddressInput {\n  fullName: String\n  company: String\n',
          'input AddressInput {\n  fullName: String\n',
        ],
      ],
    },
    exit: 1,
    findings: [changes('input-field-removed:AddressInput.company', 'BREAKING')],
  },
  {
    change: 'adds a required field to an input that operations send',
    edits: {
      customers: [
        [
          'input AddressInput {\n',
          'input AddressInput {\n  "Two letters."\n  continent: String!\n',
        ],
      ],
    },
    exit: 1,
    findings: [changes('input-field-added:AddressInput.continent', 'BREAKING')],
  },
  {
    change: 'makes a field of an input required that operations send',
    edits: {
      customers: [
        [
          '  postalCode: String\n  countryCode: CountryCode!\n  defaultFor',
          '  postalCode: String!\n  countryCode: CountryCode!\n  defaultFor',
        ],
      ],
    },
    exit: 1,
    findings: [changes('input-field-made-required:AddressInput.postalCode', 'BREAKING')],
  },
  {
    change: 'removes a field together with its use in a front end that is already released',
    edits: {
      customers: [
        ['  lastName: String\n  phone: String\n  preferences', '  phone: String\n  preferences'],
      ],
      account: [['  firstName\n  lastName\n', '  firstName\n']],
    },
    exit: 1,
    findings: [
      changes('field-removed:Customer.lastName', 'BREAKING'),
      inSection('operations', 'operation-broken:AccountPage@base:'),
    ],
  },
  {
    change: 'takes a module out of the registry',
    without: ['loyalty'],
    config: { architecture: {} },
    exit: 1,
    findings: [changes('field-removed:Customer.loyalty', 'BREAKING')],
  },
  {
    change: 'adds an enum value where the configuration forbids it',
    edits: {
      orders: [
        ['  CANCELLED\n  REFUNDED\n}\nenum', '  CANCELLED\n  REFUNDED\n  RETURNED\n}\nenum'],
      ],
    },
    config: { severities: { 'enum-value-added': 'error' } },
    exit: 1,
    findings: [changes('enum-value-added:OrderStatus.RETURNED', 'SAFE')],
  },
  {
    change: 'makes an argument required where the configuration forbids it',
    edits: { orders: [['recentOrders(limit: Int = 5)', 'recentOrders(limit: Int!)']] },
    config: { severities: { 'argument-made-required': 'error' } },
    exit: 1,
    findings: [changes('argument-made-required:Customer.recentOrders(limit:)', 'SAFE')],
  },
  {
    change: 'changes an operation to something the API does not have',
    edits: { 'back-office': [['    totalCount\n', '    totalNumber\n']] },
    exit: 1,
    findings: [inSection('operations', 'operation-broken:CustomerList:')],
  },
];
