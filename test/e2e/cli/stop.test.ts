import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processState } from '#test/helpers/process-state.ts';
import { Desk } from './opsroom.ts';

/** An act that starts processes that want to stay, and then waits. */
const STAYS = `
pulser: 1
name: stays
steps:
  - id: hold
    do: { shell: 'sleep 300 & echo $! > background.pid; echo $$ > shell.pid; echo started; sleep 300' }
    verify: [{ file: { path: never } }]
`;

function pid(desk: Desk, name: string): number {
  return Number(readFileSync(join(desk.work, name), 'utf8'));
}

function isGone(process: number): boolean {
  const state = processState(process);
  return state === undefined || state === 'Z';
}

describe('a run that is stopped', () => {
  test('is canceled from another process, which waits until nothing of it is running', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', STAYS);
    const running = desk.start(['run', 'plan.yaml']);
    await running.until(/hold {2}acts/);
    await untilFile(desk, 'shell.pid');
    const canceled = await desk.run(['cancel', 'R-1', '--reason', 'changed my mind']);
    expect(canceled.code).toBe(0);
    expect(canceled.stdout).toBe('R-1 canceled\n');
    expect([pid(desk, 'shell.pid'), pid(desk, 'background.pid')].map(isGone)).toEqual([true, true]);
    const ended = await running.finished;
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('changed my mind');
    const { document } = await desk.json(['show', 'R-1']);
    expect(document).toMatchObject({ execution: 'canceled', verification: 'indeterminate' });
    expect((await desk.run(['cancel', 'R-1'])).code).toBe(2);
  });

  test('is canceled by the first interrupt, recorded and verified', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', STAYS);
    const running = desk.start(['run', 'plan.yaml']);
    await untilFile(desk, 'shell.pid');
    running.child.kill('SIGINT');
    const ended = await running.finished;
    expect(ended.code).toBe(4);
    expect(isGone(pid(desk, 'background.pid'))).toBe(true);
    const { document } = await desk.json(['show', 'R-1']);
    expect(document.execution).toBe('canceled');
    expect((await desk.run(['replay', 'R-1'])).code).toBe(0);
  });

  test('is ended by cancel even when its owner was killed', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', STAYS);
    const running = desk.start(['run', 'plan.yaml']);
    await untilFile(desk, 'shell.pid');
    running.child.kill('SIGKILL');
    await running.finished;
    expect(isGone(pid(desk, 'background.pid'))).toBe(false);
    const canceled = await desk.run(['cancel', 'R-1']);
    expect(canceled.code).toBe(0);
    expect([pid(desk, 'shell.pid'), pid(desk, 'background.pid')].map(isGone)).toEqual([true, true]);
  });

  test('is ended by cancel also while it waits for a person and nobody executes it', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: parked
steps:
  - id: serve
    do:
      shell: |
        setsid sleep 1000 < /dev/null > /dev/null 2>&1 &
        echo $! > server.pid
    verify: [{ file: { path: server.pid } }]
  - id: open
    do: { shell: 'true' }
    approve: true
    verify: [{ exit: 0 }]
`,
    );
    expect((await desk.run(['run', 'plan.yaml'])).code).toBe(3);
    expect(isGone(pid(desk, 'server.pid'))).toBe(false);
    const canceled = await desk.run(['cancel', 'R-1']);
    expect(canceled.code).toBe(0);
    expect(canceled.stdout).toBe('R-1 canceled\n');
    expect(isGone(pid(desk, 'server.pid'))).toBe(true);
    expect((await desk.run(['replay', 'R-1'])).code).toBe(0);
  });

  test('is given back by a worker that is asked to stop, and run on by the next one', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: twice
steps:
  - id: wait
    retry: { attempts: 2 }
    do: { shell: 'echo x >> begun; test "$(wc -l < begun)" -gt 1 || sleep 300; touch done' }
    verify: [{ file: { path: done } }]
`,
    );
    await desk.run(['run', 'plan.yaml', '--detach']);
    const first = desk.start(['worker']);
    await untilFile(desk, 'begun');
    first.child.kill('SIGTERM');
    const stopped = await first.finished;
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toContain('SIGTERM: gives its runs back');
    expect((await desk.json(['show', 'R-1'])).document.execution).toBe('queued');
    expect((await desk.run(['worker', '--until-idle'])).code).toBe(0);
    expect((await desk.json(['show', 'R-1'])).document.verification).toBe('passed');
  });

  test('says who holds the lane while it is queued', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', STAYS);
    const holder = desk.start(['run', 'plan.yaml', '--lane', 'A']);
    await untilFile(desk, 'shell.pid');
    const queued = desk.start(['run', 'plan.yaml', '--lane', 'A']);
    await queued.until(/R-2 is queued: its lane or a lock is held by R-1 stays \(running\)/);
    queued.child.kill('SIGINT');
    expect((await queued.finished).code).toBe(4);
    holder.child.kill('SIGINT');
    expect((await holder.finished).code).toBe(4);
  });
});

async function untilFile(desk: Desk, name: string): Promise<void> {
  const file = join(desk.work, name);
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
