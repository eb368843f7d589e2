import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The data folder: the one that is asked for, else `OPSROOM_DATA_DIR`, else the platform's. Absolute. */
export function dataFolderPath(
  asked: string | undefined,
  { environment, platform, home }: Surroundings = { environment: {}, platform: process.platform, home: homedir() },
): string {
  const named = asked ?? environment['OPSROOM_DATA_DIR'];
  if (named !== undefined && named !== '') return resolve(named);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Ops Control Room');
  if (platform === 'win32') {
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Ops Control Room');
  }
  // The XDG specification has relative paths ignored.
  const base = environment['XDG_DATA_HOME'] ?? '';
  return join(isAbsolute(base) ? base : join(home, '.local', 'share'), 'opsroom');
}
