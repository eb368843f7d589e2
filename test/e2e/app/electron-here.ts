import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Why the desktop app cannot be started here, in a few words; undefined where it can. */
export function electronProblem(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (!hasBinary(environment['ELECTRON_OVERRIDE_DIST_PATH'])) return 'no Electron here';
  const hasDisplay = environment['DISPLAY'] !== undefined || environment['WAYLAND_DISPLAY'] !== undefined;
  return process.platform === 'linux' && !hasDisplay ? 'no display here' : undefined;
}

function hasBinary(override: string | undefined): boolean {
  if (override !== undefined && override !== '') return existsSync(override);
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'));
}
