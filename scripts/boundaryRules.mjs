// @ts-check
/**
 * Who may import whom: the table of docs/architecture.md as data. Each folder names what its files may import besides
 * themselves, and which packages they may use; whatever is not named is an error. The longest matching folder decides.
 *
 * folder: the files that the rule is for, by the beginning of their path.
 * imports: what they may import, by the beginning of its path, besides their own folder.
 * types: what they may import besides with `import type`.
 * packages: names of packages that they may use; one that ends in '/' or ':' stands for all that begin so, and a whole
 *   specifier (package/file?url) for that file alone.
 * apart: true where the folders inside this one may not import each other.
 * @typedef {{ folder: string, imports: readonly string[], types?: readonly string[], packages: readonly string[], apart?: boolean }} BoundaryRule
 */

/** @param {readonly string[]} names */
const engine = (...names) => names.map((name) => `src/engine/${name}/`);

/**
 * @param {string} name
 * @param {readonly string[]} reads
 * @param {readonly string[]} packages
 * @returns {BoundaryRule}
 */
const engineRule = (name, reads, packages = []) => ({
  folder: `src/engine/${name}/`,
  imports: engine(...reads),
  packages: ['zod', ...packages],
});

const ALL_BELOW_RUN = [
  'core',
  'graph',
  'space',
  'data',
  'tensor',
  'train',
  'controller',
  'search',
  'reward',
  'estimate',
  'analysis',
];

/**
 * The page knows the worker by its client and messages, and the engine as plain data, schemas and pure functions, or as
 * types: nothing that trains, searches or reads files gets into its bundle.
 */
const UI = {
  imports: [
    'src/offline/register.ts',
    'src/worker/client.ts',
    'src/worker/protocol.ts',
    // Whole runs over a table, computed at once.
    'src/worker/instantClient.ts',
    // Kept runs are listed, renamed and exported without waking the run worker.
    'src/worker/runStore.ts',
    'src/worker/dataStore.ts',
    'src/worker/dataClient.ts',
    'src/worker/dataProtocol.ts',
    'src/worker/tableStore.ts',
    'src/worker/tableClient.ts',
    'src/worker/tableProtocol.ts',
    'src/worker/metricsStore.ts',
    'src/worker/metricsClient.ts',
    'src/worker/metricsProtocol.ts',
    'src/worker/spaceStore.ts',
    'src/worker/spaceClient.ts',
    'src/worker/spaceProtocol.ts',
    'src/worker/compareStore.ts',
    'src/worker/compareClient.ts',
    'src/worker/compareProtocol.ts',
    'src/worker/importRun.ts',
    'src/worker/runFile.ts',
    'src/worker/traceClient.ts',
    'src/worker/traceProtocol.ts',
    'src/worker/viewClient.ts',
    ...engine('core', 'graph', 'space', 'analysis'),
    'src/engine/controller/faults.ts',
    'src/engine/data/known.ts',
    'src/engine/data/split.ts',
    'src/engine/estimate/childMetrics.ts',
    'src/engine/estimate/tableFile.ts',
    'src/engine/estimate/tableJob.ts',
    'src/engine/estimate/tableName.ts',
    'src/engine/estimate/config.ts',
    'src/engine/estimate/metadata.ts',
    'src/engine/estimate/trainsChildren.ts',
    'src/engine/reward/config.ts',
    'src/engine/reward/presets.ts',
    'src/engine/run/config.ts',
    'src/engine/run/csv.ts',
    'src/engine/run/presets.ts',
    'src/engine/run/presets/first.ts',
    'src/engine/run/replayTypes.ts',
    'src/engine/search/isController.ts',
    'src/engine/search/metadata.ts',
    // A formula of one line, drawn as a curve.
    'src/engine/search/qLearning/epsilon.ts',
    'src/engine/search/titles.ts',
  ],
  types: ['src/engine/'],
  packages: ['react', 'react-dom', 'react-aria-components', 'recharts', 'zustand', 'zod', '@codemirror/', '@lezer/highlight'],
};

/** @type {readonly BoundaryRule[]} */
export const RULES = [
  engineRule('core', []),
  engineRule('graph', ['core']),
  engineRule('space', ['core', 'graph']),
  engineRule('data', ['core']),
  engineRule('tensor', ['core'], ['@tensorflow/']),
  engineRule('train', ['core', 'graph', 'data', 'tensor']),
  engineRule('controller', ['core', 'space', 'tensor']),
  engineRule('search', ['core', 'space', 'controller']),
  engineRule(
    'reward',
    ['core'],
    ['quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync', 'sucrase', '@lezer/javascript'],
  ),
  engineRule('estimate', ['core', 'graph', 'space', 'data', 'tensor', 'train']),
  engineRule('run', ALL_BELOW_RUN),
  engineRule('analysis', ['core']),
  {
    folder: 'src/worker/',
    imports: ['src/engine/', 'build/kernels/'],
    // The addresses of WebAssembly files, which the workers hand to the engine; no code of these packages.
    packages: [
      'zod',
      'idb',
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url',
      '@jitl/quickjs-wasmfile-release-sync/wasm?url',
    ],
  },
  { folder: 'src/cli/', imports: ['src/engine/', 'src/worker/'], packages: ['zod', 'node:'] },
  { folder: 'src/ui/', ...UI, imports: [...UI.imports, 'src/ui/'] },
  { folder: 'src/ui/shared/', ...UI, imports: [...UI.imports, 'src/ui/store/'] },
  { folder: 'src/ui/store/', ...UI, imports: [...UI.imports, 'src/ui/shared/'] },
  { folder: 'src/ui/features/', ...UI, imports: [...UI.imports, 'src/ui/shared/', 'src/ui/store/'], apart: true },
  { folder: 'src/offline/', imports: [], packages: [] },
  // src/main.tsx, which puts the page together.
  { folder: 'src/', imports: ['src/ui/', 'src/offline/'], packages: ['react', 'react-dom'] },
  {
    folder: 'bench/',
    imports: ['src/', 'test/support/', 'scripts/'],
    packages: ['node:', '@tensorflow/', 'playwright-core', 'zod'],
  },
];
