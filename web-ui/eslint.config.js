import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

// Import zones: lib, components/ui <- api, rtc <- features <- app; features do not import each other.
const only = (files, forbidden, ignores = []) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbidden,
          { group: ['../../*'], message: 'Across folders, import by "@/".' },
          ...(forbidden.some((f) => f.allowClientSdk)
            ? []
            : [
                {
                  group: ['livekit-client'],
                  message: 'Only rtc/ talks to the client SDK.',
                },
              ]),
        ].map(({ group, message }) => ({ group, message })),
      },
    ],
  },
})
const zone = (group, message) => ({ group, message })
const app = zone(['@/app/**', '@/app/*'], 'Nothing imports app but app.')
const features = zone(['@/features/**'], 'Only app (and the same feature, by "./") imports a feature.')
const api = zone(['@/api/**', '@/api/*'], 'lib and components/ui know nothing of the server.')
const rtc = zone(['@/rtc/**', '@/rtc/*'], 'lib, components/ui and api know nothing of the call.')
const sdk = { group: [], message: '', allowClientSdk: true }

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
  only(['src/lib/**', 'src/components/ui/**'], [app, features, api, rtc]),
  only(['src/api/**'], [app, features, rtc]),
  only(['src/rtc/**'], [app, features, api, sdk]),
  only(['src/features/**'], [app, features]),
  only(['src/app/**', 'src/testing/**'], []),
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
