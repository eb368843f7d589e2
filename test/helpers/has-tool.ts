import { spawnSync } from 'node:child_process';

/** True where a program can be started: tests with other people's tools are skipped where there are none. */
export function hasTool(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}
