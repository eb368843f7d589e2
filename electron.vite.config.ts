import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { NONCE_MARK } from './main/hosts/page/page-files.ts';

/** Native addons, found beside the build; all else goes into it, so that the app starts from few files. */
const NATIVE = ['better-sqlite3', 'node-pty', '@napi-rs/keyring', 'pg-native'];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      externalizeDeps: false,
      sourcemap: true,
      minify: false,
      rollupOptions: {
        external: ['electron', ...NATIVE],
        input: {
          main: 'main/hosts/desktop/main.ts',
          'sqlite-worker': 'main/tools/sql/sqlite-worker.ts',
          'background-worker': 'main/hosts/background/background-worker.ts',
        },
        // One folder: a script finds the entries of other processes beside itself.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20.18',
      externalizeDeps: false,
      minify: false,
      rollupOptions: {
        external: ['electron'],
        input: { preload: 'preload/preload.ts' },
        // Sandboxed preloads are CommonJS and cannot load further files.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer/app',
    html: { cspNonce: NONCE_MARK },
    plugins: [react()],
    server: { host: '127.0.0.1', hmr: { protocol: 'ws', host: '127.0.0.1' } },
    build: {
      outDir: 'out/renderer',
      target: 'chrome130',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'renderer/app/index.html' },
    },
  },
});
