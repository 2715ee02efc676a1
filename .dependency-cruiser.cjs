const { builtinModules } = require('node:module');

/** Who may import whom (ARCHITECTURE.md, "Layers"). Every rule names the direction that it protects. */
const layer = (name, from, allowed) => ({
  name: `${name}-imports-inwards-only`,
  comment: `${name} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [from, ...allowed].map((folder) => `^src/${folder}`) },
});

/** As the modules of Node are called when they are resolved. */
const nodeModules = `^(node:)?(${builtinModules.join('|')})$`;

module.exports = {
  forbidden: [
    layer('domain', 'domain', []),
    layer('ports', 'ports', ['domain']),
    layer('engine', 'engine', ['domain', 'ports']),
    layer('adapters', 'adapters', ['domain', 'ports']),
    layer('simulator', 'simulator', []),
    layer('api', 'api', ['domain', 'ports', 'engine']),
    layer('cli', 'cli', ['api', 'domain', 'engine/nearest-name']),
    {
      name: 'console-speaks-to-the-api-only',
      comment:
        'the console sees contract and client of the API, the model, and the pure rules that it shows beforehand',
      severity: 'error',
      from: { path: '^console/src/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(api/(contract|client|exchange|hosted-sign-in)\\.ts$|cli/plan-file/(file-errors|parse-plan-file|write-plan-file)\\.ts$|domain/model/|domain/(activity-states|audit-words|can|document-changes|duration|field-path|launched-fates|limits|missing-count|permissions|plan-document|plan-names|plan-secrets|plan-waves|rto|statuses|tag-selection|tolerated)\\.ts$|engine/(field-errors|nearest-name)\\.ts$)',
      },
    },
    {
      name: 'nobody-imports-the-console',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^console/' },
    },
    {
      name: 'pure-core-has-no-node-imports',
      comment: 'domain, ports, engine, api and the simulator core also run in a browser tab',
      severity: 'error',
      from: { path: '^src/(domain|ports|engine|api|simulator)/', pathNot: '^src/simulator/node/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'what-a-page-loads-reaches-no-node',
      comment:
        'the live demo runs API, engine, driver and simulator in a browser tab, by whatever way they are reached',
      severity: 'error',
      from: { path: '^console/(src|demo/src)/.+\\.tsx$' },
      to: { path: nodeModules, reachable: true },
    },
    {
      name: 'domain-uses-zod-only',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'aws-sdk-only-in-its-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/(aws|dynamodb)/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(console/)?(demo/)?src/' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
