// The import directions of ARCHITECTURE.md and the bans that keep money exact and workflows deterministic.
// test/repository/imports.test.ts says why each arrow is there, and proves that the lint sees a violation.
import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Every folder under src is one of these; a file that is none of them is an error, so a new folder states its arrows.
// The first pattern that fits counts: an interface stands before the folder it lies in.
const PARTS = {
  domain: 'src/domain/**/*',
  workflows: 'src/workflows/**/*',
  activities: 'src/activities/**/*',
  interface: [
    'src/broker/broker.ts',
    'src/ledger/ledger.ts',
    'src/ledger/imports.ts',
    'src/ledger/webhooks.ts',
    'src/ledger/models.ts',
    'src/ledger/rollouts.ts',
    'src/ledger/rule-sets.ts',
    'src/broker/market.ts',
    'src/broker/order-news.ts',
    'src/alerts/alerts.ts',
    'src/webhooks/webhooks.ts',
  ],
  'broker-alpaca': 'src/broker/alpaca/**/*',
  simulator: 'src/simulator/**/*',
  'ledger-rules': 'src/ledger/rules/**/*',
  'ledger-postgres': 'src/ledger/postgres/**/*',
  alerts: 'src/alerts/**/*',
  webhooks: 'src/webhooks/**/*',
  client: ['src/client.ts', 'src/temporal/outcome.ts'],
  operations: 'src/operations/**/*',
  check: 'src/check/**/*',
  input: 'src/input/**/*',
  settings: ['src/config.ts', 'src/secrets.ts'],
  temporal: 'src/temporal/**/*',
  threads: 'src/threads.ts',
  telemetry: 'src/telemetry/**/*',
  // Concrete adapters meet here, and every program takes from it what it needs.
  connect: ['src/connect.ts', 'src/connect-alpaca.ts', 'src/connect-temporal.ts'],
  setup: 'src/setup.ts',
  program: ['src/index.ts', 'src/worker.ts', 'src/health.ts', 'src/monitor/main.ts', 'src/api/main.ts'],
  local: 'src/local/**/*',
  // One file of the command line connects it, and in another each fault of the adapters gets its sentence.
  'cli-edge': ['src/cli/connections.ts', 'src/cli/failure.ts'],
  cli: 'src/cli/**/*',
  // Where each fault of the world becomes a problem of the API.
  'api-edge': 'src/api/faults.ts',
  api: 'src/api/**/*',
  monitor: 'src/monitor/**/*',
};

const ADAPTERS = ['broker-alpaca', 'ledger-postgres', 'alerts', 'webhooks'];

// Each may import itself as well.
const ARROWS = {
  domain: [],
  workflows: ['domain'],
  activities: ['domain', 'interface'],
  interface: ['domain'],
  'broker-alpaca': ['domain', 'interface'],
  simulator: ['domain', 'interface'],
  'ledger-rules': ['domain', 'interface'],
  'ledger-postgres': ['domain', 'interface', 'ledger-rules'],
  alerts: ['interface'],
  webhooks: ['domain', 'interface'],
  check: ['domain', 'interface', 'ledger-rules'],
  client: ['domain', 'workflows', 'temporal'],
  operations: ['domain', 'interface', 'input', 'client', 'activities', 'check', 'ledger-rules'],
  'cli-edge': [
    'cli',
    'domain',
    'interface',
    'input',
    'operations',
    'connect',
    'client',
    'broker-alpaca',
    'simulator',
    'settings',
    'temporal',
  ],
  cli: ['domain', 'input', 'operations', 'cli-edge', 'simulator', 'settings', 'telemetry', 'local'],
  'api-edge': ['api', 'interface', 'input'],
  api: ['domain', 'input', 'operations', 'api-edge', 'threads'],
  threads: [],
  connect: ['interface', 'broker-alpaca', 'ledger-postgres', 'alerts', 'webhooks', 'client', 'temporal', 'domain'],
  setup: ['connect', 'settings', 'telemetry', 'temporal', 'ledger-postgres'],
  local: Object.keys(PARTS),
  settings: ['domain', 'temporal'],
  temporal: ['domain', 'workflows'],
  input: ['domain'],
  telemetry: ['domain', 'interface', 'activities', 'broker-alpaca', 'settings'],
  program: Object.keys(PARTS).filter((part) => !ADAPTERS.includes(part)),
  monitor: ['domain', 'interface', 'client', 'settings', 'temporal', 'telemetry', 'activities'],
};

const to = (types) => types.map((type) => ({ to: { file: { categories: type } } }));
const policies = Object.entries(ARROWS).map(([from, types]) => ({
  from: { file: { categories: from } },
  allow: to([from, ...types]),
}));

const onlyImports = (allowed, message) => ({ patterns: [{ regex: String.raw`^(?!\.|(?:${allowed})$)`, message }] });
const TERMINATES = {
  selector: ':matches(Literal[value=/TERMINATE_EXISTING/], Identifier[name=/TERMINATE_EXISTING/])',
  message: 'Terminating a rebalance skips its compensation.',
};
const ROUNDS = {
  selector: 'CallExpression[callee.property.name="toDecimalPlaces"]',
  message: 'Every rounding has a name and a direction: domain/money has them.',
};
const DODGES = {
  selector: 'CallExpression[callee.object.name="Math"] > UnaryExpression[operator="+"]',
  message: 'Read a whole number by Number.parseInt(text, 10).',
};
/** The console is built of these. */
const CONSOLE_IMPORTS = 'react(?:-dom/client|-router)?|openapi-fetch|@tanstack/react-query|@base-ui/react/.*';
const FLOATS = ['Number', 'parseFloat'].map((name) => ({
  selector: `CallExpression:matches([callee.name="${name}"], [callee.property.name="${name}"])`,
  message: 'Money and quantities stay exact: parse them with domain/money.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    rules: {
      // Our objects are closures made by create functions: none of their methods uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An async function rejects where a plain one throws, which an interface of promises relies on.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      // Without the extensions every import resolves to nothing, and nothing is ever refused.
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
      'boundaries/include': ['src/**/*'],
      'boundaries/files-single-match': true,
      'boundaries/files': Object.entries(PARTS).map(([category, pattern]) => ({ category, pattern })),
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...policies,
            {
              from: { file: { categories: 'workflows' } },
              allow: [{ to: { file: { categories: 'activities' } }, dependency: { kind: 'type' } }],
            },
          ],
        },
      ],
      'no-restricted-syntax': ['error', TERMINATES],
      // What does not fit on a screen is not read as a whole. A longer one says why where the rule is switched off.
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['src/domain/**', 'src/broker/**', 'src/ledger/**', 'src/activities/**', 'src/simulator/**'],
    rules: { 'no-restricted-syntax': ['error', TERMINATES, ROUNDS, DODGES, ...FLOATS] },
  },
  {
    // The routes of one noun, each a statement of its own.
    files: ['src/api/routes/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // Here the roundings get their names.
    files: ['src/domain/money.ts'],
    rules: { 'no-restricted-syntax': ['error', TERMINATES, DODGES, ...FLOATS] },
  },
  {
    files: ['src/domain/**'],
    rules: {
      'no-restricted-imports': ['error', onlyImports('decimal\\.js', 'The domain imports itself and decimal.js.')],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time arrives as an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness arrives as an argument.' },
      ],
    },
  },
  {
    files: ['src/workflows/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        onlyImports('@temporalio/(?:workflow|common)', 'Workflows are replayed: no I/O, no zod, no client or worker.'),
      ],
    },
  },
  {
    files: ['src/api/routes/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        TERMINATES,
        {
          selector: 'CallExpression[callee.property.name=/^(json|body)$/]',
          message: 'An answer leaves through `register`, which holds it to its schema.',
        },
      ],
    },
  },
  {
    files: ['src/activities/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^(pg|(node:)?(fs|net|https?)(/.*)?)$', message: 'The world is behind the interfaces.' }],
        },
      ],
    },
  },
  {
    files: ['console/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: String.raw`^(?:\.\./)+(?:src|test|bench)/`,
              message: 'The console knows HTTP and the contract, and nothing of src.',
            },
            ...onlyImports(CONSOLE_IMPORTS, 'Each package more is paid for by everyone who opens the console.')
              .patterns,
          ],
        },
      ],
      'no-restricted-syntax': ['error', DODGES, ...FLOATS],
    },
  },
  {
    // Here lengths are worked out, never figures.
    files: ['console/format/geometry.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
