import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server of `npm start` serves `dist`. `npm run dev -w console` serves the sources instead, and asks that server. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
