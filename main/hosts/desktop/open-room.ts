import { armFaultPoints } from '#main/kernel/fault-points.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { testSettings } from '../cli/test-settings.ts';
import { type ControlRoom, openControlRoom } from '../compose.ts';
import { openingProblem } from '../opening-problem.ts';
import { startUtilityWorker } from './utility-worker.ts';

/** The data folder, or why it could not be opened: the window comes up either way, and says what is safe. */
export type OpenedRoom =
  | { readonly ok: true; readonly room: ControlRoom }
  | { readonly ok: false; readonly problem: ErrorData };

export async function openRoom(
  dataDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<OpenedRoom> {
  try {
    const { timing, faultPoints } = testSettings(environment);
    armFaultPoints(faultPoints);
    const room = await openControlRoom({ dataDir, environment, timing, startProcess: startUtilityWorker });
    return { ok: true, room };
  } catch (error) {
    return { ok: false, problem: openingProblem(error, dataDir) };
  }
}
