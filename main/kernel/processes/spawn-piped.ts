import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import { pipedHandle } from './piped-handle.ts';
import type { ProcessHandle, ProcessSpec } from './process-handle.ts';
import { spawnWith } from './spawn-with.ts';
import { describeStartFailure, findStartProblem } from './start-problem.ts';

/** Starts a process with plain pipes, in a session and process group of its own. */
export async function spawnPiped(spec: ProcessSpec): Promise<Result<ProcessHandle, ErrorData>> {
  const problem = findStartProblem(spec);
  if (problem !== undefined) return err(problem);
  const started = await spawnWith(spec, [spec.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']);
  if (!started.ok) return started;
  const { child, pid } = started.value;
  const { stdin, stdout, stderr } = child;
  if (stdout === null || stderr === null) return err(describeStartFailure(spec.file, undefined));
  if (stdin !== null) {
    // A process may end, or close its standard input, without reading all of it: that is its right, not an error.
    stdin.on('error', () => {});
    stdin.end(spec.stdin);
  }
  return ok(pipedHandle(child, pid, { stdout, stderr }));
}
