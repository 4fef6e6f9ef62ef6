/**
 * Who may import whom. The table of docs/architecture.md ("Folders"), as data: each folder names the folders it may
 * read besides itself, and the packages it may use. Everything that is not named is an error.
 */
const ENGINE = {
  core: { reads: [], packages: ['zod'] },
  graph: { reads: ['core'], packages: ['zod'] },
  space: { reads: ['core', 'graph'], packages: ['zod'] },
  data: { reads: ['core'], packages: ['zod'] },
  tensor: { reads: ['core'], packages: ['zod', '@tensorflow/'] },
  train: { reads: ['core', 'graph', 'data', 'tensor'], packages: ['zod'] },
  controller: { reads: ['core', 'space', 'tensor'], packages: ['zod'] },
  search: { reads: ['core', 'space', 'controller'], packages: ['zod'] },
  reward: {
    reads: ['core'],
    packages: ['zod', 'quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync', 'sucrase', '@lezer/javascript'],
  },
  estimate: { reads: ['core', 'graph', 'space', 'data', 'tensor', 'train'], packages: ['zod'] },
  run: {
    reads: ['core', 'graph', 'space', 'data', 'tensor', 'train', 'controller', 'search', 'reward', 'estimate', 'analysis'],
    packages: ['zod'],
  },
  analysis: { reads: ['core'], packages: ['zod'] },
};

/** A module outside src/ by the path it resolves to: a package under node_modules, or its bare name. */
const packagePath = (name) => `(^|/)node_modules/${name}|^${name}`;

const engineRules = Object.entries(ENGINE).flatMap(([folder, { reads, packages }]) => {
  const from = { path: `^src/engine/${folder}/` };
  const own = [folder, ...reads].map((name) => `^src/engine/${name}/`);
  return [
    {
      name: `engine-${folder}`,
      comment: `engine/${folder} may import ${reads.length === 0 ? 'nothing' : `only ${reads.join(', ')}`} besides itself.`,
      severity: 'error',
      from,
      to: { path: '^(src|bench|scripts|test|bin)/', pathNot: own },
    },
    {
      name: `engine-${folder}-packages`,
      comment: `engine/${folder} may use only these packages: ${packages.join(', ')}.`,
      severity: 'error',
      from,
      to: { pathNot: ['^src/', ...packages.map(packagePath)] },
    },
  ];
});

/** The engine as the page may know it: plain data, types, schemas and pure functions; nothing that trains or searches. */
const ENGINE_FOR_UI = [
  '^src/engine/(core|analysis|graph|space)/',
  '^src/engine/[a-z]+/(types|config|presets|events|tableFile|metadata)\\.ts$',
];

module.exports = {
  forbidden: [
    ...engineRules,
    {
      name: 'no-circular',
      comment: 'Two modules that import each other are one module, or lack a third below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^virtual:', '^vite/client$'] },
    },
    {
      name: 'tensorflow-only-in-tensor',
      comment: 'engine/tensor is the only place that imports @tensorflow/*; import what it exports.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/tensor/' },
      to: { path: packagePath('@tensorflow/') },
    },
    {
      name: 'node-only-in-cli',
      comment: 'Only src/cli (and bin, scripts, bench, test) may use Node: the rest runs in browsers too.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'worker',
      comment: 'worker/ reads the engine and nothing above it.',
      severity: 'error',
      from: { path: '^src/worker/' },
      to: { path: '^(src|bench|scripts|test|bin)/', pathNot: ['^src/worker/', '^src/engine/'] },
    },
    {
      name: 'worker-packages',
      comment: 'worker/ may use idb and zod; React and tensors are not its business.',
      severity: 'error',
      from: { path: '^src/worker/' },
      to: { pathNot: ['^src/', packagePath('idb'), packagePath('zod')] },
    },
    {
      name: 'cli',
      comment: 'cli/ reads run and worker and what is below them, never the page.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^(src|test)/', pathNot: ['^src/cli/', '^src/worker/', '^src/engine/'] },
    },
    {
      name: 'ui',
      comment: 'ui/ knows the worker client and protocol, analysis, and the engine as types, schemas and pure functions.',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: {
        path: '^(src|bench|scripts|test|bin)/',
        pathNot: ['^src/ui/', '^src/worker/(client|protocol)\\.ts$', ...ENGINE_FOR_UI],
      },
    },
    {
      name: 'ui-features-apart',
      comment: 'Features do not import each other: what two of them need belongs in ui/shared or ui/store.',
      severity: 'error',
      from: { path: '^src/ui/features/([^/]+)/' },
      to: { path: '^src/ui/features/', pathNot: '^src/ui/features/$1/' },
    },
    {
      name: 'ui-shared-below-features',
      comment: 'ui/shared and ui/store are below the features.',
      severity: 'error',
      from: { path: '^src/ui/(shared|store)/' },
      to: { path: '^src/ui/', pathNot: '^src/ui/(shared|store)/' },
    },
    {
      name: 'product-without-tests',
      comment: 'What ships does not import tests, benches or scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/engine/tensor/wasm/assembly/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'module', 'default', 'require'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
