import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { version } from './package.json';
import { serviceWorkerPlugin } from './scripts/serviceWorkerPlugin.ts';

/** What the first screen loads besides the entry: the run worker, its default table, and what installs the page as an app. */
const ALSO_SHELL = [/^assets\/run\.worker/, /^tables\/a-small-mnist-teach\.json$/, /^icon/, /^manifest\.webmanifest$/];

export default defineConfig({
  // Addresses relative to index.html: the built site works from any folder of any web server.
  base: './',
  define: { __LAB_VERSION__: JSON.stringify(version) },
  plugins: [react(), serviceWorkerPlugin(ALSO_SHELL)],
  worker: { format: 'es' },
  build: {
    // Workers that are modules, top-level await in them, WASM SIMD: all of these browsers have them.
    target: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
    manifest: true,
    // WASM and tables stay files: the service worker caches them, and a data: address would sit in the shell.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2500,
  },
  server: { port: 5173, strictPort: false, warmup: { clientFiles: ['./src/main.tsx'] } },
  preview: { port: 4173, strictPort: false },
});
