import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Components of Cloudscape that the console has not. The words of all are one module, which every first visit loads. */
const unused = [
  'code-editor',
  'collection-preferences',
  'date-range-picker',
  's3-resource-selector',
  'tag-editor',
  'tutorial-panel',
];

interface Words {
  readonly 'cloudscape-design-components': { readonly en: Readonly<Record<string, unknown>> };
}

const withoutUnusedWords: Plugin = {
  name: 'without-unused-words',
  apply: 'build',
  transform(code, id) {
    if (!id.endsWith('/i18n/messages/all.en.js')) return null;
    const all: Words = JSON.parse(code.replace(/^export default /, ''));
    const words = Object.entries(all['cloudscape-design-components'].en).filter(([name]) => !unused.includes(name));
    const kept = { 'cloudscape-design-components': { en: Object.fromEntries(words) } };
    return { code: `export default ${JSON.stringify(kept)}`, map: null };
  },
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    const used = unused.find((name) => modules.some((id) => id.includes(`/@cloudscape-design/components/${name}/`)));
    if (used !== undefined) this.error(`the console has ${used} now: take it off the list of unused components`);
  },
};

/** The server of `npm start` serves `dist`. `npm run dev -w console` serves the sources instead, and asks that server. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), withoutUnusedWords],
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    // Files below `assets` carry a hash of their content, and never change.
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7700' } },
});
