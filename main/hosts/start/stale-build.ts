import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['main', 'preload', 'renderer', 'shared', 'resources', 'package-lock.json', 'electron.vite.config.ts'];
const BUILT = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html', 'out/cli/opsroom.js'];

/** Whether a part of the build is missing, or older than a source. */
export function isBuildStale(root: string): boolean {
  const built = BUILT.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs);
  if (built.some((time) => time === undefined)) return true;
  const oldest = Math.min(...built.map((time) => time ?? 0));
  return SOURCES.some((source) => isNewer(join(root, source), oldest));
}

function isNewer(path: string, time: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  // The time of a folder tells of a file that was removed or renamed.
  if (found.mtimeMs > time) return true;
  if (!found.isDirectory()) return false;
  return readdirSync(path).some((name) => isNewer(join(path, name), time));
}
