import { describe, expect, it } from 'vitest';
import type { ProcessHandle, ProcessListener } from '#main/kernel/processes/process-handle.ts';
import { DRAIN_GRACE, DRAIN_LIMIT, supervise } from '#main/kernel/processes/supervise.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';

/** A process of which the test plays the part. Its id is that of no process: the highest Linux gives is 2^22. */
function scripted() {
  let listener: ProcessListener | undefined;
  const log: string[] = [];
  const handle: ProcessHandle = {
    pid: 2 ** 30,
    listen: (given) => {
      listener = given;
    },
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
    release: () => log.push('release'),
  };
  const clock = new ManualClock();
  const controller = new AbortController();
  return {
    handle,
    log,
    clock,
    controller,
    get says(): ProcessListener {
      if (listener === undefined) throw new Error('nobody listens');
      return listener;
    },
    options: {
      clock,
      timeoutMs: 60_000,
      graceMs: 100,
      signal: controller.signal,
      onOutput: (): Promise<void> | undefined => undefined,
    },
  };
}

describe('supervise', () => {
  it('settles when process and streams have ended, in either order', async () => {
    for (const order of ['exited first', 'streams first']) {
      const play = scripted();
      const { done } = supervise(play.handle, play.options);
      if (order === 'streams first') play.says.ended();
      play.says.exited({ exitCode: 3, signal: null });
      if (order === 'exited first') play.says.ended();
      expect(await done).toEqual({ exitCode: 3, signal: null, cause: 'exit' });
      expect(play.clock.pending).toBe(0);
      expect(play.log).toEqual([]);
    }
  });

  it('lets streams that stay open go after the drain grace', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, play.options);
    play.says.exited({ exitCode: 0, signal: null });
    await play.clock.advance(DRAIN_GRACE - 1);
    expect(play.log).toEqual([]);
    await play.clock.advance(1);
    expect(play.log).toEqual(['release']);
    expect(await done).toMatchObject({ exitCode: 0, cause: 'exit' });
  });

  it('waits on while output still comes after the exit', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, play.options);
    play.says.exited({ exitCode: 0, signal: null });
    for (let i = 0; i < 10; i += 1) {
      await play.clock.advance(DRAIN_GRACE - 1);
      play.says.output(Buffer.from('x'), 'stdout');
    }
    expect(play.log).toEqual([]);
    play.says.ended();
    await done;
    expect(play.clock.pending).toBe(0);
  });

  it.each([
    ['two seconds', 60_000, DRAIN_LIMIT],
    ['its deadline', 1_000, 1_000],
    ['the drain grace, where the deadline is near', 10, DRAIN_GRACE],
  ])(
    'listens to a background process that prints a little, again and again, no longer than %s',
    async (_, timeoutMs, most) => {
      const play = scripted();
      const { done } = supervise(play.handle, { ...play.options, timeoutMs });
      play.says.exited({ exitCode: 0, signal: null });
      for (let waited = 10; waited < most; waited += 10) {
        await play.clock.advance(10);
        play.says.output(Buffer.from('tick'), 'stdout');
      }
      expect(play.log).toEqual([]);
      await play.clock.advance(10);
      expect(play.log).toEqual(['release']);
      expect(await done).toMatchObject({ exitCode: 0, cause: 'exit' });
      expect(play.clock.pending).toBe(0);
    },
  );

  it('reads what waited to be read while the event loop was blocked', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, play.options);
    play.says.exited({ exitCode: 0, signal: null });
    // The timer fires first; the output follows in the same turn of the event loop.
    const advancing = play.clock.advance(DRAIN_GRACE);
    play.says.output(Buffer.from('x'), 'stdout');
    await advancing;
    await play.clock.advance(DRAIN_GRACE - 1);
    expect(play.log).toEqual([]);
    play.says.ended();
    await done;
  });

  it('does not wait for ever on a background process that keeps printing', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, play.options);
    play.says.exited({ exitCode: 0, signal: null });
    for (let i = 0; i < 100; i += 1) {
      play.says.output(Buffer.alloc(64 * 1024), 'stdout');
      await play.clock.advance(DRAIN_GRACE / 20);
    }
    expect(play.log).toEqual(['release']);
    await done;
  });

  it('reads no further while its output is being taken, and loses none of it', async () => {
    const play = scripted();
    const releases: (() => void)[] = [];
    const { done } = supervise(play.handle, {
      ...play.options,
      onOutput: () => new Promise<void>((resolve) => releases.push(resolve)),
    });
    let settled = false;
    const watched = done.then(() => {
      settled = true;
    });
    play.says.output(Buffer.from('a'), 'stdout');
    play.says.output(Buffer.from('b'), 'stderr');
    play.says.exited({ exitCode: 0, signal: null });
    await play.clock.advance(10 * DRAIN_GRACE);
    play.says.ended();
    await play.clock.advance(2 * DRAIN_LIMIT);
    expect(play.log).toEqual(['pause', 'pause']);
    releases[0]?.();
    await play.clock.advance(0);
    expect(play.log).toEqual(['pause', 'pause']);
    expect(settled).toBe(false);
    releases[1]?.();
    await watched;
    expect(play.log).toEqual(['pause', 'pause', 'resume']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('disk full'))],
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
  ])('ends the process and fails when taking its output %s', async (_, onOutput) => {
    const play = scripted();
    const { done } = supervise(play.handle, { ...play.options, onOutput });
    const failed = expect(done).rejects.toThrow('disk full');
    play.says.output(Buffer.from('a'), 'stdout');
    await play.clock.advance(0);
    play.says.exited({ exitCode: null, signal: 'SIGTERM' });
    play.says.ended();
    await failed;
  });

  it('tells the first cause of an end', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, { ...play.options, timeoutMs: 1_000 });
    await play.clock.advance(1_000);
    play.controller.abort();
    play.says.exited({ exitCode: null, signal: 'SIGTERM' });
    play.says.ended();
    expect(await done).toEqual({ exitCode: null, signal: 'SIGTERM', cause: 'timeout' });
  });

  it('has no deadline after the exit', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, { ...play.options, timeoutMs: DRAIN_GRACE });
    play.says.exited({ exitCode: 0, signal: null });
    await play.clock.advance(3 * DRAIN_GRACE);
    expect(await done).toMatchObject({ cause: 'exit' });
  });

  it('sweeps after an end that it caused, and fails when the sweep does', async () => {
    const play = scripted();
    const { done } = supervise(play.handle, {
      ...play.options,
      sweep: () => Promise.reject(new Error('survivor')),
    });
    const failed = expect(done).rejects.toThrow('survivor');
    play.controller.abort();
    play.says.exited({ exitCode: null, signal: 'SIGKILL' });
    play.says.ended();
    await failed;
  });
});
