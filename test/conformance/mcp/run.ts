import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Usage: node test/conformance/mcp/run.ts [server|client]. Runs the official conformance suite against our sides, each scenario a test.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const sides = process.argv.slice(2);
const folders = (sides.length === 0 ? ['server', 'client'] : sides).map((side) => `test/conformance/mcp-${side}`);
const missing = folders.filter((folder) => !existsSync(`${root}/${folder}`));
if (missing.length > 0 && sides.length > 0) {
  process.stderr.write(`there is no ${missing.join(', ')}; give server or client\n`);
  process.exit(2);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = [vitest, 'run', '--project', 'conformance', ...folders.filter((folder) => !missing.includes(folder))];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
