import { copyFileSync, mkdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const home = join(import.meta.dirname, '../..');
const built = join(import.meta.dirname, 'dist');

/** A page has no modules of Node. Vite would leave them out with no more than a warning. */
const refuseNode = (): Plugin => ({
  name: 'refuse-node',
  enforce: 'pre',
  resolveId(id, importer) {
    if (isBuiltin(id)) this.error(`${importer} imports ${id}, which no browser has`);
  },
});

/**
 * A host of static files answers with `404.html` for an address that is none of them. As it is the page itself, every
 * link of the console opens where it leads, and the console keeps its addresses; behind a `#` they would be others, and a
 * link that is copied or opened in a new tab would lead nowhere.
 */
const addFilesBeside = (): Plugin => ({
  name: 'files-beside',
  writeBundle() {
    copyFileSync(join(built, 'index.html'), join(built, '404.html'));
    mkdirSync(join(built, 'api'), { recursive: true });
    copyFileSync(join(home, 'docs/generated/openapi.json'), join(built, 'api/openapi.json'));
  },
});

/** `npm run demo:build`: the console with API, engine and simulated AWS in the same page, as files for any static host. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: join(import.meta.dirname, '../public'),
  plugins: [refuseNode(), react(), addFilesBeside()],
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1500,
  },
});
