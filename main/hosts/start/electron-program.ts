import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** How long the download of Electron may take, ms. */
const DOWNLOAD_MS = 300_000;

/** The program of Electron, or why the desktop app cannot be started here, in a few words. */
export type ElectronProgram =
  | { readonly ok: true; readonly program: string }
  | { readonly ok: false; readonly problem: string };

/** Finds Electron's program, and downloads it where it is not there yet. */
export function electronProgram(environment: Environment): ElectronProgram {
  const problem = placeProblem(process.platform, environment, process.getuid?.());
  if (problem !== undefined) return { ok: false, problem };
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const there = installed(folder, environment);
  if (there !== undefined) return { ok: true, program: there };
  process.stderr.write('Getting Electron (once)\n');
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS });
  const fetched = installed(folder, environment);
  return fetched === undefined
    ? { ok: false, problem: 'Electron could not be downloaded' }
    : { ok: true, program: fetched };
}

/** Why no window can be opened here, whatever Electron there is; undefined where one can. */
export function placeProblem(
  platform: NodeJS.Platform,
  environment: Environment,
  user: number | undefined,
): string | undefined {
  if (platform !== 'linux') return undefined;
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  if (!isSet('DISPLAY') && !isSet('WAYLAND_DISPLAY')) return 'there is no display';
  return user === 0 ? 'its sandbox does not work for root' : undefined;
}

function installed(folder: string, environment: Environment): string | undefined {
  const named = join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8') : undefined;
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  if (override !== '') return join(override, name ?? (process.platform === 'win32' ? 'electron.exe' : 'electron'));
  if (name === undefined) return undefined;
  const program = join(folder, 'dist', name);
  return existsSync(program) ? program : undefined;
}
