import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

// Import zones: lib, components/ui <- api, rtc <- features <- app; features do not import each other. A type-only import counts too.
const zone = (message, ...group) => ({ group, message })
const app = zone('Nothing imports app but app.', '@/app/**')
const features = zone('Only app imports a feature; within one, import by "./".', '@/features/**')
const api = zone('lib and components/ui know nothing of the server, and rtc nothing of the API.', '@/api/**')
const rtc = zone('lib, components/ui and api know nothing of the call.', '@/rtc/**')
const sdk = zone('Only rtc/ talks to the client library.', 'livekit-client', '@livekit/*')
const upwards = zone('Across folders, import by "@/".', '../../*')

const forbid = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [upwards, ...patterns] }] },
})

export default tseslint.config(
  { ignores: ['dist', 'target', 'node_modules', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [
      ...tseslint.configs.strictTypeChecked,
      jsxA11y.flatConfigs.recommended,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // It asks to drop assertions that only the generic client needs.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Text is rendered as text.',
        },
      ],
    },
  },
  forbid(['src/lib/**', 'src/components/ui/**'], app, features, api, rtc, sdk),
  forbid(['src/api/**'], app, features, rtc, sdk),
  forbid(['src/rtc/**'], app, features, api),
  forbid(['src/features/**'], app, features, sdk),
  forbid(['src/app/**', 'src/testing/**'], sdk),
  {
    files: ['scripts/**', 'e2e/**', 'eslint.config.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        document: 'readonly',
        window: 'readonly',
        navigator: 'readonly',
      },
    },
  },
)
