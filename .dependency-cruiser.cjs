/** Which parts of the tree may know which. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-service-to-service',
      comment: 'A service reaches another one only through the graph and its feed of events.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-use-packages-only',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^(gateway|infra|bench|examples)/' },
    },
    {
      name: 'gateway-knows-no-service',
      comment: 'The gateway serves any supergraph; the registry of modules holds paths, not code.',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(services|infra|bench|examples)/' },
    },
    {
      name: 'packages-know-nobody',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|gateway|infra|bench|examples)/' },
    },
    {
      name: 'tests-stay-out-of-products',
      severity: 'error',
      from: {
        path: '^(services|gateway)/[^/]*/?src/|^packages/(subgraph|trust|plan-executor|operation-executor)/src/',
        pathNot: '\\.(test|fixture)\\.ts$',
      },
      to: { path: '^packages/testing/|/test/|\\.fixture\\.ts$' },
    },
    {
      name: 'sql-stays-in-db',
      comment: 'Prisma and SQL are spoken in src/db only.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/db/' },
      to: { path: '@prisma|generated/prisma|node_modules/pg/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: 'generated/prisma/(internal|models)|^(services/[^/]+|gateway|packages/[^/]+|infra/local)/dist/',
    },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
