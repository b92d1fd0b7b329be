import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import noLiterals from './ui/lint/no-literals.js';
import svelteConfig from './ui/svelte.config.js';

/** Whatever makes markup or code of a text: the words of a page must never come to any of it. */
const MAKERS =
  '/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|write|writeln|createContextualFragment|parseFromString)$/';
const message = 'Text becomes no markup and no code in the window; use text nodes.';
const markup = [
  { selector: `MemberExpression[property.name=${MAKERS}]`, message },
  { selector: `MemberExpression[property.value=${MAKERS}]`, message },
  { selector: 'NewExpression[callee.name="Function"]', message },
  { selector: 'CallExpression[callee.name=/^(eval|Function)$/]', message },
];

export default defineConfig(
  {
    ignores: [
      'target/**',
      'node_modules/**',
      'artifacts/**',
      'ui/dist/**',
      'gen/**',
      'src-tauri/app/gen/**',
      'src-tauri/extract/fixtures/**',
      'ui/src/ipc/generated.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['scripts/**/*.js', 'journeys/**/*.js', 'ui/lint/**/*.js', '*.js'],
    languageOptions: { globals: globals.node },
  },
  // Journeys hand functions over that run in the window.
  { files: ['journeys/**/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['src-tauri/library/src/frame/*.js', 'src-tauri/hostile/engines/*.js'],
    languageOptions: { sourceType: 'script', globals: globals.browser },
  },
  {
    files: ['src-tauri/library/src/frame/*.js'],
    rules: { 'no-restricted-syntax': ['error', ...markup] },
  },
  {
    files: ['ui/**/*.ts', 'ui/**/*.svelte'],
    extends: [...ts.configs.strict, ...ts.configs.stylistic, ...svelte.configs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    plugins: { backfile: { rules: { 'no-literals': noLiterals } } },
    rules: {
      'backfile/no-literals': 'error',
      // The type checker knows more about both.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      // What the window draws from is replaced as a whole, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The window’s policy refuses style attributes; use a style: directive.',
        },
        ...markup,
      ],
      // The one door to the platform.
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only ipc/tauri.ts knows the platform.' },
          ],
        },
      ],
    },
  },
  { files: ['ui/src/ipc/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['ui/test/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['ui/build/**', 'ui/vite.config.ts', 'ui/test/**'],
    languageOptions: { globals: globals.node },
  },
);
