import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlRoom, openControlRoom } from '#main/hosts/compose.ts';
import { openSigner } from '#main/proof/sign/identity.ts';
import { unprotectedWrap } from '#main/proof/sign/key-wrap.ts';
import type { Signer } from '#main/proof/sign/signer.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { writeRandom } from './write-random.ts';

/** An ended run that can be exported. */
export interface EndedRun {
  readonly room: ControlRoom;
  readonly runId: RunId;
  readonly signer: Signer;
}

/** What a bundle is made of: `steps` many small records and recordings, `artifacts` one large file (in MB). */
export type BundleKind = 'steps' | 'artifacts';

/** Runs a plan whose bundle has that size. */
export async function endedRun(folder: string, kind: BundleKind, size: number): Promise<EndedRun> {
  const room = await openControlRoom({ dataDir: join(folder, 'data'), environment: process.env });
  const runId = queueRun(room, kind === 'steps' ? manySteps(size) : largeArtifact(folder, size), { workdir: folder });
  const worker = await new Promise<{ stop(): Promise<void> }>((resolve) => {
    const started = startWorker(room.services, {
      host: 'bench',
      pid: process.pid,
      kind: 'bench',
      onEnd: () => resolve(started),
    });
  });
  await worker.stop();
  const run = room.store.runs.get(runId);
  if (run?.verification !== 'passed') throw new Error(`the run did not pass: ${run?.reason}`);
  return { room, runId, signer: await openSigner(room.dataDir, unprotectedWrap, room.services.clock.now()) };
}

function manySteps(count: number): Plan {
  return planOf({
    steps: Array.from({ length: count }, (_, step) =>
      shellStep(`s${step}`, {
        do: { shell: { run: `echo step-${step} > out-${step}; echo done`, tty: false } },
        verify: [{ file: { path: `out-${step}` } }],
      }),
    ),
  });
}

function largeArtifact(folder: string, megabytes: number): Plan {
  writeRandom(join(folder, 'large.bin'), megabytes);
  writeFileSync(join(folder, 'ready'), '');
  return planOf({
    steps: [
      shellStep('keep', {
        do: { shell: 'true' },
        verify: [{ file: { path: 'ready' } }],
        always: true,
        artifacts: ['large.bin'],
      }),
    ],
  });
}
