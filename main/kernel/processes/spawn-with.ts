import { type ChildProcess, spawn } from 'node:child_process';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import { type StdioPlace, shielded } from './inheritable.ts';
import type { ProcessSpec } from './process-handle.ts';
import { describeStartFailure } from './start-problem.ts';

/** A child that runs. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly pid: number;
}

/** Spawns a process in a session and group of its own, with exactly these as its descriptors. */
export async function spawnWith(spec: ProcessSpec, stdio: readonly StdioPlace[]): Promise<Result<Spawned, ErrorData>> {
  let child: ChildProcess;
  try {
    child = spawn(spec.file, spec.args, { cwd: spec.cwd, env: spec.env, detached: true, stdio: shielded(stdio) });
  } catch (error) {
    return err(describeStartFailure(spec.file, error));
  }
  const { pid } = child;
  if (pid !== undefined) return ok({ child, pid });
  const error = await new Promise((resolve) => child.once('error', resolve));
  return err(describeStartFailure(spec.file, error));
}
