import type { ControlRoom } from '#main/hosts/compose.ts';
import type { RunId } from '#shared/run/ids.ts';

/** Records a log of a run as a tool would; `id` for `logs.read`. */
export async function storeLog(
  room: ControlRoom,
  runId: RunId,
  stepId: string,
  parts: Iterable<Uint8Array>,
): Promise<string> {
  const writer = room.logs.open({ runId, stepId, try: 1, undo: false }, { width: 80, height: 24 });
  for (const part of parts) await writer.write(part);
  await writer.close(0);
  return `${stepId}.1`;
}
