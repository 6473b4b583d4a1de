/** Lint: strict TypeScript, Vue, accessibility, and the arrows between the layers of docs/architecture.md. */
import js from '@eslint/js'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import vueAccessibility from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const everyScript = ['**/*.{js,mjs,ts,vue}']

/** One arrow that may not be drawn: imports that match `regex` are errors, saying why. */
const forbid = (regex, message, allowTypeImports = false) => ({ regex, message, allowTypeImports })
const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] })

const noWindow = [
  forbid('^(electron|electron/.*)$', 'core/ does not know Electron.'),
  forbid('^(vue|vue-.*|pinia|@vueuse/.*|echarts.*)$', 'core/ does not know the screen.'),
  forbid('/(renderer|electron)/', 'core/ does not know what shows it.'),
]
const noNode = forbid('^node:', 'This runs in the window too: no Node modules.')
const contractOnly = forbid(
  '/core/(?!(api|transport|text|statistics|architecture|graph|drawing|recipe|plan|sweep|study|compare)/|files/failure\\.ts|export/formats\\.ts|doctor/report-text\\.ts|datasets/names\\.ts|inspect/analyses|store/curves/smoothings\\.ts)|/core/(architecture|recipe)/presets\\.ts|/core/study/templates\\.ts',
  'The window knows core through core/api, its transports and what is pure: core/text, core/statistics, core/architecture, core/graph, core/drawing, core/recipe, core/plan, core/sweep, core/study, core/compare, failures, names of data sets, what can be asked of trained networks, the weights of smoothing; types may come from anywhere.',
  true,
)
/**
 * The rooms of core/, lowest first. A room may import those it names, and no other: so every arrow points down, and a new arrow is a line
 * here that somebody reads.
 */
const rooms = {
  text: [],
  statistics: [],
  process: [],
  files: ['process'],
  work: ['process', 'files'],
  transport: ['text', 'process', 'files'],
  graph: [],
  fetch: ['files'],
  architecture: ['text', 'graph'],
  drawing: ['text', 'graph', 'architecture'],
  datasets: ['text', 'files', 'fetch'],
  recipe: ['text', 'graph', 'datasets'],
  prediction: ['graph', 'recipe'],
  plan: ['text', 'graph', 'architecture', 'datasets', 'recipe', 'prediction'],
  sweep: ['text', 'statistics', 'graph', 'architecture', 'datasets', 'recipe', 'plan'],
  study: ['text', 'statistics', 'architecture', 'drawing', 'datasets', 'recipe', 'plan', 'sweep'],
  store: ['text', 'statistics', 'files', 'graph', 'architecture', 'datasets', 'recipe', 'prediction', 'plan', 'sweep', 'study'],
  compare: ['text', 'statistics', 'architecture', 'datasets', 'recipe', 'store'],
  query: [
    'text',
    'statistics',
    'process',
    'files',
    'work',
    'graph',
    'architecture',
    'datasets',
    'recipe',
    'sweep',
    'study',
    'store',
  ],
  tensorflow: ['process', 'files', 'graph', 'datasets', 'recipe'],
  doctor: ['text', 'files', 'datasets', 'tensorflow'],
  export: [
    'text',
    'statistics',
    'process',
    'files',
    'work',
    'graph',
    'architecture',
    'drawing',
    'datasets',
    'recipe',
    'plan',
    'sweep',
    'study',
    'store',
    'compare',
    'query',
    'tensorflow',
  ],
  import: ['text', 'files', 'work', 'graph', 'architecture', 'recipe', 'store', 'tensorflow', 'export'],
  inspect: [
    'text',
    'statistics',
    'files',
    'work',
    'graph',
    'architecture',
    'datasets',
    'recipe',
    'prediction',
    'store',
    'tensorflow',
    'export',
  ],
  training: [
    'text',
    'files',
    'work',
    'transport',
    'graph',
    'architecture',
    'datasets',
    'recipe',
    'prediction',
    'store',
    'tensorflow',
  ],
  api: [
    'text',
    'statistics',
    'files',
    'transport',
    'graph',
    'architecture',
    'datasets',
    'recipe',
    'prediction',
    'plan',
    'sweep',
    'study',
    'store',
    'compare',
    'doctor',
    'export',
    'import',
    'inspect',
  ],
}
const every = Object.keys(rooms)
rooms.lab = every
rooms.cli = [...every.filter((room) => room !== 'training' && room !== 'tensorflow')]

/** What keeps a room of core/ to the arrows that `rooms` names, beside other patterns. */
const within = (room, ...others) => ({
  files: [`core/${room}/**/*.ts`],
  rules: imports(
    ...noWindow,
    ...others,
    ...(rooms[room].length === Object.keys(rooms).length
      ? []
      : [
          forbid(
            `^(\\.\\./)+(?!\\.)(?=(${Object.keys(rooms).join('|')})/)(?!(${[room, ...rooms[room]].join('|')})/)`,
            `core/${room} imports ${rooms[room].join(', ') || 'no other room'} only.`,
          ),
        ]),
  ),
})
const impure = [
  { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
  { object: 'Date', property: 'now', message: 'Time is an argument.' },
  { object: 'performance', property: 'now', message: 'Time is an argument.' },
]

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', '.runtime/', '.venv/', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  ...vueAccessibility.configs['flat/recommended'],
  {
    files: everyScript,
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.vue', '.js', '.mjs'] })],
      // Cycles are looked for among scripts: what a component imports is not followed.
      'import-x/extensions': ['.ts', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    languageOptions: { parserOptions: { ecmaVersion: 'latest', sourceType: 'module' } },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': 'error',
      'no-warning-comments': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-console': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports', fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    // Promises that nobody waits for, and forgotten cases: only the types tell.
    files: ['core/**/*.ts', 'electron/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['core/**/*.ts'], languageOptions: { globals: globals.nodeBuiltin } },
  {
    // What the command line prints holds names: all of it goes through one function.
    files: ['core/cli/**/*.ts'],
    ignores: ['core/cli/terminal.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout', message: 'Print with core/cli/terminal.ts.' },
        { object: 'process', property: 'stderr', message: 'Print with core/cli/terminal.ts.' },
      ],
    },
  },
  ...Object.keys(rooms).map((room) => within(room)),
  {
    // The pure model of the code: what it gives depends on nothing but its arguments.
    files: ['text', 'statistics', 'graph', 'architecture', 'drawing', 'plan', 'sweep', 'compare'].map(
      (room) => `core/${room}/**/*.ts`,
    ),
    rules: {
      'no-restricted-properties': ['error', ...impure],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'fetch', 'crypto', 'window', 'document'],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
      ],
    },
  },
  within('text', noNode),
  within('statistics', noNode),
  within('graph', noNode),
  within('architecture', noNode),
  within('drawing', noNode),
  within('plan', noNode),
  within('sweep', noNode),
  within('compare', noNode),
  // The one file here that reads files, for lab and command line; the window gets presets over the contract.
  { ...within('architecture'), files: ['core/architecture/presets.ts'] },
  {
    files: ['electron/**/*.ts'],
    languageOptions: { globals: globals.node },
    rules: imports(contractOnly, forbid('/renderer/', 'The main process does not know the views.', true)),
  },
  {
    files: ['renderer/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser },
    rules: {
      ...imports(
        contractOnly,
        noNode,
        forbid('^electron|/electron/(?!preload/bridge)', 'The renderer knows the bridge only.', true),
      ),
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='innerHTML']", message: 'Text only: names are typed by people.' },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Prettier decides on layout.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/no-v-html': 'error',
      // An optional prop that is left out is undefined, and its type says so.
      'vue/require-default-prop': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      // A label that contains or names its control is enough.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: globals.node },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['tests/**/*.ts', '*.config.{ts,js}', 'resources/**/*.{mjs,ts}'], languageOptions: { globals: globals.node } },
)
