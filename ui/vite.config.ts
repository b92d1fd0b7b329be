import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { fonts } from './build/fonts.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const testing = process.env['VITEST'] !== undefined;

export default defineConfig({
  root: here,
  plugins: [
    svelte({ configFile: `${here}svelte.config.js` }),
    fonts(),
    ...(testing ? [svelteTesting()] : []),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The oldest of the system web views that the program meets.
    target: ['es2022', 'safari16.4', 'chrome111'],
    // An icon as a data address would be refused by the window's own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The article's frame is of no origin, so its fonts are asked for across origins.
  server: {
    port: 5180,
    strictPort: true,
    cors: { origin: '*' },
    fs: { allow: [here, fileURLToPath(new URL('..', import.meta.url))] },
  },
  preview: { port: 5181, strictPort: true, cors: { origin: '*' } },
  clearScreen: false,
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    restoreMocks: true,
  },
});
