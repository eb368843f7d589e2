import { describe, expect, test } from 'vitest';
import { isConnectionError } from '#renderer/client/client-error.ts';
import { followChanges } from '#renderer/client/live.ts';
import { LogStream } from '#renderer/client/log-stream.ts';
import { followRunEvents } from '#renderer/client/run-streams.ts';
import type { Tail } from '#shared/api/board.ts';
import type { Changes } from '#shared/api/system.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { browserContext } from '#test/helpers/browser-context.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { CARRIERS, wire } from '#test/helpers/wire.ts';

/** Prints `count` lines, and is done when its marker is there. */
const printing = (id: string, command: string, needs: readonly string[] = []) => ({
  id,
  needs: [...needs],
  do: { shell: `${command}; touch ${id}.done` },
  verify: [{ shell: `test -e ${id}.done` }],
});

/** Resolves once a condition holds, looking after each change that is told. */
function waiter(): { readonly look: () => void; readonly until: (condition: () => boolean) => Promise<void> } {
  let wake = (): void => {};
  return {
    look: () => wake(),
    until: (condition) =>
      new Promise((resolve) => {
        wake = () => {
          if (condition()) resolve();
        };
        wake();
      }),
  };
}

/** A call that nothing makes again by itself: the last cut may fall into it. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isConnectionError(error)) return again(call);
    throw error;
  }
}

describe.each(CARRIERS)('over a carrier: %s', (carrier) => {
  test('a call is answered', async () => {
    const room = await testRoom();
    const { client } = await wire(carrier, browserContext(room));
    expect(await client.host.info({})).toEqual({ kind: 'browser', platform: 'linux', hasWindowControls: false });
    expect(await client.system.state({})).toMatchObject({ status: 'ready', isNew: true, dataDir: room.dataDir });
  });

  test('a refusal says what, and what to do', async () => {
    const room = await testRoom();
    const { client } = await wire(carrier, browserContext(room));
    await expect(client.runs.get({ ref: 'R-9' })).rejects.toMatchObject({
      name: 'ClientError',
      code: 'run.unknown',
      message: 'there is no run R-9',
      hint: expect.any(String),
    });
  });

  test('what has not the form of the contract is refused, with the place', async () => {
    const room = await testRoom();
    const { client } = await wire(carrier, browserContext(room));
    await expect(client.runs.get({ ref: 5 as unknown as string })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('a stream that cannot begin says why', async () => {
    const room = await testRoom();
    const { client } = await wire(carrier, browserContext(room));
    const first = async (): Promise<unknown> => {
      const runId = '01990000-0000-7000-8000-000000000000' as never;
      const events = await client.runs.watch({ runId, after: 0 });
      return events.next();
    };
    await expect(first()).rejects.toMatchObject({ code: 'run.unknown' });
  });

  test('a stream ends where it is left: nothing goes on behind it', async () => {
    const room = await testRoom();
    const workdir = tempFolder();
    const runId = queueRun(room, planOf({ steps: [printing('a', 'true')] }), { workdir });
    let left = (): void => {};
    const ended = new Promise<void>((resolve) => {
      left = resolve;
    });
    const onWake: typeof room.store.onWake = (listener) => {
      const stop = room.store.onWake(listener);
      return () => {
        stop();
        left();
      };
    };
    const context = browserContext(room);
    const api = { ...context.api, store: { ...room.store, onWake } } as typeof context.api;
    const { client } = await wire(carrier, { api });
    for await (const events of await client.runs.watch({ runId, after: 0 })) {
      expect(events).not.toEqual([]);
      break;
    }
    await ended;
  });

  test('events, changes, tails and logs of a run come as they happen, over cut connections, once and whole', async () => {
    const room = await testRoom();
    const workdir = tempFolder();
    const lines = 'i=0; while [ $i -lt 400 ]; do echo "line $i"; i=$((i+1)); done';
    const steps = ['a', 'b', 'c', 'd'].map((id, at, ids) => printing(id, lines, at === 0 ? [] : [ids[at - 1] ?? '']));
    const runId = queueRun(room, planOf({ steps }), { workdir });
    const { client, cut, connections } = await wire(carrier, browserContext(room));
    const stop = new AbortController();
    const { look, until } = waiter();

    const events: RunEvent[] = [];
    const changes: Changes[] = [];
    const tails: Tail[] = [];
    let taken = 0;
    const watching = [
      followRunEvents(
        client,
        runId,
        0,
        (fresh) => {
          events.push(...fresh);
          taken += 1;
          if (taken === 1 || taken % 3 === 0) cut();
          look();
        },
        stop.signal,
      ),
      followChanges(
        client,
        (change) => {
          changes.push(change);
          look();
        },
        stop.signal,
      ),
    ];
    await until(() => changes.length > 0);
    const ended = await execute(room, runId);
    expect(ended.verification).toBe('passed');
    const recorded = room.store.runs.events(runId);
    await until(
      () =>
        events.length >= recorded.length &&
        changes.some(({ runs }) => runs.some((run) => run.execution === 'finished')),
    );

    expect(events).toEqual(recorded);
    const cursors = changes.filter(({ runs }) => runs.length > 0).map(({ cursor }) => cursor);
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    const last = changes.flatMap(({ runs }) => runs).at(-1);
    expect(last).toEqual(room.store.runs.get(runId));
    expect(connections()).toBeGreaterThan(1);

    await again(async () => {
      for await (const fresh of await client.board.tails({ runIds: [runId] }, { signal: stop.signal })) {
        tails.push(...fresh);
        break;
      }
    });
    expect(tails[0]?.lines.map(({ text }) => text)).toEqual([394, 395, 396, 397, 398, 399].map((n) => `line ${n}`));
    expect(tails[0]?.stepId).toBe('d');

    const [log] = await again(() => client.logs.list({ runId }));
    const stream = new LogStream(client.logs.read, { runId, logId: log?.logId ?? '', maxBytes: 1_000 });
    let text = '';
    let chunks = 0;
    for await (const chunk of stream) {
      text += chunk.text;
      chunks += 1;
      if (chunks % 2 === 0) cut();
    }
    expect(text).toBe(Array.from({ length: 400 }, (_, at) => `line ${at}\r\n`).join(''));
    stop.abort();
    cut();
    await Promise.all(watching);
  });
});
