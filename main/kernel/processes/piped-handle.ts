import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessHandle } from './process-handle.ts';

/** The handle of a process that writes to plain pipes. */
export function pipedHandle(
  child: ChildProcess,
  pid: number,
  { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable },
): ProcessHandle {
  return {
    pid,
    listen(listener) {
      stdout.on('data', (chunk: Buffer) => listener.output(chunk, 'stdout'));
      stderr.on('data', (chunk: Buffer) => listener.output(chunk, 'stderr'));
      child.on('exit', (exitCode, signal) => listener.exited({ exitCode, signal }));
      child.on('close', () => listener.ended());
    },
    pause() {
      stdout.pause();
      stderr.pause();
    },
    resume() {
      stdout.resume();
      stderr.resume();
    },
    release() {
      child.stdin?.destroy();
      stdout.destroy();
      stderr.destroy();
    },
  };
}
