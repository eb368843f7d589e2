import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followChanges } from '#renderer/client/live.ts';
import { LogStream } from '#renderer/client/log-stream.ts';
import { followRunEvents } from '#renderer/client/run-streams.ts';
import type { Changes } from '#shared/api/system.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { browserContext } from '#test/helpers/browser-context.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { wire } from '#test/helpers/wire.ts';

/** Where connections break, in bytes of answers: in the handshake, within a message, between two. */
const cuts = fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 8 });

test('wherever connections break, whoever follows a run and its log gets all of it, once', async () => {
  const room = await testRoom();
  const print = 'i=0; while [ $i -lt 300 ]; do echo "line $i é"; i=$((i+1)); done';
  const steps = ['a', 'b', 'c'].map((id, at, ids) =>
    shellStep(id, {
      needs: ids.slice(Math.max(0, at - 1), at),
      do: { shell: `${print}; touch ${id}.done` },
      verify: [{ shell: `test -e ${id}.done` }],
    }),
  );
  const context = browserContext(room);
  await fc.assert(
    fc.asyncProperty(cuts, async (cutAfter) => {
      const runId = queueRun(room, planOf({ steps }), { workdir: tempFolder() });
      const { client } = await wire('web socket', context, cutAfter);
      const stop = new AbortController();
      const events: RunEvent[] = [];
      const watched = new Promise<void>((resolve) => {
        void followRunEvents(
          client,
          runId,
          0,
          (fresh) => {
            events.push(...fresh);
            if (events.some(({ type }) => type === 'run.finished')) resolve();
          },
          stop.signal,
        );
      });
      await execute(room, runId);
      let text = '';
      const log = new LogStream(client.logs.read, { runId, logId: 'a.1', maxBytes: 700 });
      for await (const chunk of log) text += chunk.text;
      await watched;
      stop.abort();
      expect(events).toEqual(room.store.runs.events(runId).slice(0, events.length));
      expect(text).toBe(Array.from({ length: 300 }, (_, at) => `line ${at} é\r\n`).join(''));
    }),
    { numRuns: 12 },
  );
});

test('wherever connections break, the feed of changes tells each change, once', async () => {
  const room = await testRoom();
  const context = browserContext(room);
  const plan = planOf({ steps: [shellStep('a')] });
  await fc.assert(
    fc.asyncProperty(cuts, fc.integer({ min: 1, max: 16 }), async (cutAfter, count) => {
      const { client } = await wire('web socket', context, cutAfter);
      const stop = new AbortController();
      const changes: Changes[] = [];
      let look = (): void => {};
      void followChanges(
        client,
        (change) => {
          changes.push(change);
          look();
        },
        stop.signal,
      );
      const until = (condition: () => boolean): Promise<void> =>
        new Promise((resolve) => {
          look = () => {
            if (condition()) resolve();
          };
          look();
        });
      await until(() => changes.length > 0);
      const told = (): readonly string[] => changes.flatMap(({ runs }) => runs.map((run) => run.runId));
      const made: string[] = [];
      for (let at = 0; at < count; at += 1) {
        const runId = queueRun(room, plan, { workdir: '/' });
        made.push(runId);
        if (at % 4 === 0) await until(() => told().includes(runId));
      }
      await until(() => made.every((runId) => told().includes(runId)));
      stop.abort();
      // Each of them has one event, so it may be told once only.
      expect(told().toSorted()).toEqual(made.toSorted());
    }),
    { numRuns: 12 },
  );
});
