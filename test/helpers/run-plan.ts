import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ControlRoom, type ControlRoomOptions, openControlRoom } from '#main/hosts/compose.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { tempFolder } from './temp-folder.ts';

/** A control room on a data folder of its own, closed with the test. */
export async function testRoom(
  environment: Readonly<Record<string, string>> = {},
  dataDir = join(tempFolder(), 'data'),
  options: Partial<ControlRoomOptions> = {},
): Promise<ControlRoom> {
  const { PATH = '', HOME = '' } = process.env;
  const room = await openControlRoom({ ...options, dataDir, environment: { PATH, HOME, ...environment } });
  onTestFinished(() => room.close());
  return room;
}

/** Executes queued runs here until the given one has ended, or waits for a person. */
export async function execute(room: ControlRoom, runId: RunId): Promise<RunSummary> {
  const ended = new Promise<void>((resolve) => {
    const worker = startWorker(room.services, {
      host: 'test',
      pid: process.pid,
      kind: 'test',
      only: runId,
      onEnd: () => void worker.stop().then(resolve),
    });
  });
  await ended;
  const run = room.store.runs.get(runId);
  if (run === undefined) throw new Error('the run is gone');
  return run;
}
