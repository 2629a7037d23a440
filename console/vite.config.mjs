import { defineConfig } from 'vite';

// The console is served under a policy that allows no inline script and no inline style, and nothing from elsewhere.
export default defineConfig({
  root: import.meta.dirname,
  // Absolute, because every screen has a path of its own.
  base: '/',
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    // A small file that becomes a data: URL would be inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries mark their files for servers that render: there is none here.
      onLog: (level, log, print) => log.code === 'MODULE_LEVEL_DIRECTIVE' || print(level, log),
    },
  },
});
