import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type ControlRoom, openControlRoom } from '#main/hosts/compose.ts';
import type { RunId } from '#shared/run/ids.ts';

const ENTRY = fileURLToPath(new URL('../../main/hosts/cli/opsroom.ts', import.meta.url));

/** Opens a data folder for the running test. */
export async function openRoom(dataDir: string): Promise<ControlRoom> {
  const room = await openControlRoom({ dataDir, environment: process.env });
  onTestFinished(() => room.close());
  return room;
}

/** A process of `opsroom worker` with a lease of a second, so that a takeover takes a few. */
export function startWorkerProcess(dataDir: string, args: readonly string[] = [], faultPoints = ''): ChildProcess {
  const child = spawn(process.execPath, [ENTRY, 'worker', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, OPSROOM_TEST: '1', OPSROOM_TEST_TIMING: '200,1000,3', OPSROOM_FAULT_POINTS: faultPoints },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** How a process ended: its exit code, or the signal. */
export function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
}

/** Resolves once a run has ended or waits for a person; the store is asked at each wake-up and every 50 ms. */
export function settled(room: ControlRoom, runId: RunId): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      const execution = room.store.runs.get(runId)?.execution ?? 'gone';
      if (execution === 'finished' || execution === 'canceled' || execution === 'waiting') resolve(execution);
      else setTimeout(look, 50);
    };
    look();
  });
}
