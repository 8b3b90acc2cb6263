// The direction of imports (docs/architecture.md, section 3): each room may import what stands to its right.
const order = [
  ['main', 'cli'],
  ['server'],
  ['lsp'],
  ['session'],
  ['operations'],
  ['features'],
  ['rules', 'planner'],
  ['estimate'],
  ['facts'],
  ['effects', 'file-tree', 'sources'],
  ['engine', 'registry'],
  ['rewrite', 'declared-builds'],
  ['dockerfile', 'shell', 'image', 'elf', 'rpm', 'build-context', 'knowledge', 'settings'],
  ['text', 'host', 'protocol'],
];
const place = (room) =>
  room === 'main'
    ? '^server/src/(main|measuring-thread)\\.ts'
    : room === 'cli'
      ? '^server/src/(cli\\.ts|cli/)'
      : room === 'server'
        ? '^server/src/server\\.ts'
        : room === 'protocol'
          ? '^server/src/protocol\\.ts'
          : `^server/src/${room}/`;
const forbidden = [];
for (const [level, rooms] of order.entries()) {
  for (const room of rooms) {
    const others = [
      ...order.slice(0, level).flat(),
      ...rooms.filter((other) => other !== room && level < order.length - 1),
    ];
    if (others.length === 0) continue;
    forbidden.push({
      name: `${room}-imports-rightwards`,
      severity: 'error',
      from: { path: place(room) },
      to: { path: others.map(place).join('|') },
    });
  }
}
export default {
  forbidden: [
    ...forbidden,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'report-imports-results-only',
      severity: 'error',
      from: { path: '^server/src/report/' },
      to: { path: '^server/src/(lsp|cli|session|server\\.ts|main\\.ts|engine|sources)' },
    },
    {
      name: 'report-is-called-from-the-outside',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(cli|cli\\.ts|lsp|operations|report)' },
      to: { path: '^server/src/report/' },
    },
    {
      name: 'client-knows-the-protocol-only',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/', pathNot: '^server/src/(protocol|text/format-bytes)\\.ts$' },
    },
    {
      name: 'server-knows-no-editor',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(client/|vscode$)' },
    },
    {
      name: 'only-lsp-knows-the-protocol-library',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp/|server\\.ts|main\\.ts|cli/lsp\\.ts)' },
      to: { path: 'vscode-languageserver' },
    },
    {
      name: 'a-rule-imports-no-rule',
      severity: 'error',
      from: { path: '^server/src/rules/', pathNot: '^server/src/rules/(index\\.generated|run-rules|parts/.*)\\.ts$' },
      to: { path: '^server/src/rules/', pathNot: '^server/src/rules/(rule|parts/.*)\\.ts$' },
    },
    {
      name: 'a-recipe-imports-no-recipe',
      severity: 'error',
      from: { path: '^server/src/planner/recipes/', pathNot: '/recipes\\.ts$' },
      to: {
        path: '^server/src/planner/recipes/',
        pathNot:
          '/(recipe|python-requirements|python-declared|python-tools|python-needs|node-project|node-needs|node-pruning|node-caches|static-site|ruby-project|ruby-needs|php-project)\\.ts$',
      },
    },
    {
      name: 'protocol-imports-nothing',
      severity: 'error',
      from: { path: '^server/src/protocol\\.ts$' },
      to: { path: '.*' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
