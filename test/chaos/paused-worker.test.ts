import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { processState } from '#test/helpers/process-state.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { ended, openRoom, settled, startWorkerProcess } from './chaos-room.ts';

it.runIf(existsSync('/proc/self/stat'))(
  'a worker that was frozen past its lease finds its run taken, and writes nothing of it',
  async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: ['a', 'b'].map((id) =>
        shellStep(id, {
          do: { shell: `echo ${id} >> acts.log` },
          verify: [{ shell: `grep -qx ${id} acts.log` }],
          retry: { attempts: 2 },
        }),
      ),
    });
    const runId = queueRun(room, plan, { workdir: work });
    const frozen = startWorkerProcess(dataDir, [], 'act.after=pause');
    await new Promise<void>((resolve) => {
      const look = (): void => (processState(frozen.pid ?? 0) === 'T' ? resolve() : void setTimeout(look, 20));
      look();
    });
    startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('finished');
    const events = room.store.runs.events(runId).length;

    frozen.kill('SIGCONT');
    // It must notice by itself, stay alive for other work, and end in good order when told.
    const other = queueRun(room, plan, { workdir: work, session: 'other' });
    expect(await settled(room, other)).toBe('finished');
    frozen.kill('SIGTERM');
    expect(await ended(frozen)).toBe(0);

    expect(room.store.runs.events(runId)).toHaveLength(events);
    expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed', strength: 'proven', generation: 2 });
    expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('a\nb\n');
  },
);
