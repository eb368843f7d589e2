import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'electron-vite';

// Usage: npm run dev. The desktop app with its page from a development server: changes of the page show at once, those of the
// main process with the next start.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
if (override !== undefined && override !== '') process.env['ELECTRON_EXEC_PATH'] ??= join(override, 'electron');
process.env['NODE_ENV_ELECTRON_VITE'] = 'development';
await createServer({ root, mode: 'development' }, { rendererOnly: false });
