/*
 * The import zones of docs/architecture.md, one rule for each row of its table: a folder may import
 * itself, what the row allows, and packages. Tests beside the code may also import each other's fakes.
 */

/** folder → folders it may import */
const zones = {
  'src/browser': [],
  'src/clock': [],
  'src/tabs': [],
  'src/app': ['src'],
  'src/chat': ['src/engine', 'src/db', 'src/models', 'src/ui', 'src/i18n'],
  'src/benchmark': ['src/engine', 'src/db', 'src/models', 'src/ui', 'src/i18n', 'model-config/prompt'],
  'src/engine': ['src/models', 'src/privacy', 'model-config/prompt'],
  'src/models': [
    'src/engine',
    'src/db',
    'src/privacy',
    'src/ui',
    'src/i18n',
    'model-config/hub',
    'model-config/convert',
    'model-config/prompt',
  ],
  'src/db': [],
  'src/privacy': ['src/db'],
  'src/offline': ['src/privacy', 'src/db', 'src/i18n', 'src/ui'],
  'src/i18n': [],
  'src/ui': ['src/i18n'],
  'model-config/models': [],
  'model-config/hub': [],
  'model-config/prompt': ['model-config/models'],
  'model-config/convert': ['model-config/models', 'model-config/prompt', 'model-config/quantise'],
  'model-config/quantise': [],
  'model-config/tiny': ['model-config'],
  setup: ['model-config', 'src/privacy', 'src/benchmark/scoring', 'src/benchmark/reading', 'src/benchmark/datasets'],
};

/** Every part of `src` reads the records' and manifests' types, the clocks, and tells other tabs. */
const SHARED = ['model-config/models', 'src/browser', 'src/clock', 'src/tabs'];

/** Tests, and the fakes and helpers that only tests import. */
const tests = ['\\.(test|spec)\\.tsx?$', '^src/test/', '/testing/'];

function zoneRule([folder, allowed]) {
  const shared = folder.startsWith('src/') ? SHARED.filter((each) => each !== folder) : [];
  const open = [folder, ...allowed, ...shared].map((each) => `^${each}/`);
  return {
    name: `zone:${folder}`,
    comment: `${folder} may import only ${[...allowed, ...shared].join(', ')} (docs/architecture.md)`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: tests },
    to: { path: '^(src|model-config|setup|e2e)/', pathNot: open.join('|') },
  };
}

module.exports = {
  forbidden: [
    ...Object.entries(zones).map(zoneRule),
    {
      name: 'no-circular',
      comment: 'Modules that import each other can only be understood, tested and loaded together',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing: it is dead, or its use is hidden',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', ...tests, '(^|/)(vite|vitest|playwright)\\.config\\.ts$'] },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'node-only-outside-the-page',
      comment: 'Code of the page runs in a browser, which has no Node modules',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: [...tests, '^e2e/'] },
      to: { path: [...tests, '^e2e/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^model-config/compile/' },
    // Imports of types count: a type from a forbidden folder is a dependency all the same.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
