// Puts the shipped faces under `/fonts/<name>.woff2`, in development and in what is built.
// The names carry no hash, because the reader's frame, which is no part of the bundle, asks
// for the same files by the same names.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const subsets = ['latin', 'latin-ext', 'cyrillic', 'greek'];
const families: Record<string, string[]> = {
  literata: ['opsz-normal', 'opsz-italic'],
  inter: ['wght-normal', 'wght-italic'],
};

/** Every file that ships, as name and path. */
export function fontFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [family, styles] of Object.entries(families)) {
    const folder = dirname(require.resolve(`@fontsource-variable/${family}/package.json`));
    for (const subset of subsets) {
      for (const style of styles) {
        const name = `${family}-${subset}-${style}.woff2`;
        files.set(name, join(folder, 'files', name));
      }
    }
    // Their licence asks to come along.
    files.set(`${family}-LICENSE.txt`, join(folder, 'LICENSE'));
  }
  return files;
}

export function fonts(): Plugin {
  const files = fontFiles();
  return {
    name: 'backfile-fonts',
    configureServer(server) {
      server.middlewares.use('/fonts', (request, response, next) => {
        const path = files.get((request.url ?? '').slice(1).split('?')[0] ?? '');
        if (path === undefined) return next();
        response.setHeader('Content-Type', 'font/woff2');
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.end(readFileSync(path));
      });
    },
    generateBundle() {
      for (const [name, path] of files) {
        this.emitFile({ type: 'asset', fileName: `fonts/${name}`, source: readFileSync(path) });
      }
    },
  };
}
