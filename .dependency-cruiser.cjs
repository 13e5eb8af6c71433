// Invariant 1 of ARCHITECTURE.md: arrows point down this list only.
//   client -> lsp, cli, library -> features, checks -> workspace -> host -> nft, docker, compose -> facts, syntax -> base
// `node` and `web` are entry points: they may use anything, nothing uses them.
const room = (name) => `^server/src/${name}/`;
const rooms = (...names) => `^server/src/(${names.join('|')})/`;
const above = {
  base: [
    'syntax',
    'facts',
    'nft',
    'docker',
    'compose',
    'host',
    'workspace',
    'checks',
    'features',
    'lsp',
    'cli',
    'library',
    'node',
    'web',
  ],
  syntax: [
    'facts',
    'nft',
    'docker',
    'compose',
    'host',
    'workspace',
    'checks',
    'features',
    'lsp',
    'cli',
    'library',
    'node',
    'web',
  ],
  facts: [
    'syntax',
    'nft',
    'docker',
    'compose',
    'host',
    'workspace',
    'checks',
    'features',
    'lsp',
    'cli',
    'library',
    'node',
    'web',
  ],
  nft: ['docker', 'compose', 'host', 'workspace', 'checks', 'features', 'lsp', 'cli', 'library', 'node', 'web'],
  docker: ['nft', 'compose', 'host', 'workspace', 'checks', 'features', 'lsp', 'cli', 'library', 'node', 'web'],
  compose: ['nft', 'host', 'workspace', 'checks', 'features', 'lsp', 'cli', 'library', 'node', 'web'],
  host: ['workspace', 'checks', 'features', 'lsp', 'cli', 'library', 'node', 'web'],
  workspace: ['checks', 'features', 'lsp', 'cli', 'library', 'node', 'web'],
  checks: ['features', 'lsp', 'cli', 'library', 'node', 'web'],
  features: ['lsp', 'cli', 'library', 'node', 'web'],
  lsp: ['cli', 'library', 'node', 'web'],
  cli: ['lsp', 'node', 'web'],
  library: ['lsp', 'cli', 'node', 'web'],
};
const core = Object.keys(above).filter((name) => name !== 'lsp' && name !== 'cli');

module.exports = {
  forbidden: [
    ...Object.entries(above).map(([name, upper]) => ({
      name: `arrows-down-${name}`,
      severity: 'error',
      from: { path: room(name), pathNot: '\\.test\\.ts$' },
      to: { path: rooms(...upper) },
    })),
    {
      name: 'no-cycles',
      comment: 'Inside one folder a grammar may be as recursive as the language it reads; between folders nothing is',
      severity: 'error',
      from: { path: '^(.+)/[^/]+$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'], pathNot: '^$1/[^/]+$' } },
    },
    {
      name: 'core-knows-no-io',
      comment: 'Invariant 3: no LSP, no vscode, no file system, no process in the core',
      severity: 'error',
      from: { path: rooms(...core), pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(node:|fs$|path$|child_process$|vscode$|vscode-languageserver)',
        dependencyTypes: ['core', 'npm', 'npm-dev', 'undetermined', 'unknown', 'npm-no-pkg'],
        pathNot: '^(node_modules/vscode-languageserver-textdocument|node_modules/vscode-languageserver-types)',
      },
    },
    {
      name: 'core-knows-no-lsp-package',
      severity: 'error',
      from: { path: rooms(...core), pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(vscode-languageserver|vscode-languageclient|vscode)/' },
    },
    { name: 'client-stays-thin', severity: 'error', from: { path: '^client/src/' }, to: { path: '^server/src/' } },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '\\.test\\.ts$|^test/' }, to: { path: '\\.test\\.ts$|^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
