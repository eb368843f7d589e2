import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Desk } from './opsroom.ts';

const PLAN = `
pulser: 1
name: two-steps
steps:
  - id: first
    do: { shell: "touch started; until test -f go; do sleep 0.05; done; touch first" }
    verify: [{ file: { path: first } }]
  - id: second
    do: { file: { write: second, content: x } }
    verify: [{ file: { path: second } }]
`;

const QUICK = `
pulser: 1
name: quick
steps:
  - id: only
    do: { file: { write: done, content: x } }
    verify: [{ file: { path: done } }]
`;

function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => (existsSync(file) ? resolve() : void setTimeout(look, 20));
    look();
  });
}

test('pause lets the act under way be verified, holds the next step, and resume carries on', async () => {
  const desk = new Desk();
  onTestFinished(() => writeFileSync(join(desk.work, 'go'), ''));
  desk.write('plan.yaml', PLAN);
  const running = desk.run(['run', 'plan.yaml']);
  await appears(join(desk.work, 'started'));
  const asked = await desk.run(['pause', 'R-1', '--reason', 'window closed']);
  expect(asked).toMatchObject({ code: 0, stdout: 'R-1 pausing\n' });
  expect((await desk.run(['runs'])).stdout).toMatch(/R-1 +‖ pausing/);
  writeFileSync(join(desk.work, 'go'), '');
  const paused = await running;
  expect(paused.code).toBe(3);
  expect(paused.stderr).toMatch(/R-1 paused: paused by .*: window closed/);
  expect(paused.stderr).toContain('resume with: opsroom resume R-1');
  expect(existsSync(join(desk.work, 'second'))).toBe(false);
  const shown = await desk.json(['show', 'R-1']);
  expect(shown.document).toMatchObject({ execution: 'waiting', paused: true, steps: [{ verdict: 'verified' }, {}] });
  expect((await desk.run(['show', 'R-1'])).stdout).toContain('R-1 paused');
  const twice = await desk.json(['pause', '1']);
  expect([twice.code, twice.document.error.code]).toEqual([2, 'run.paused']);
  const resumed = await desk.run(['resume', '1']);
  expect(resumed).toMatchObject({ code: 0, stdout: 'R-1 resumed\n' });
  expect(resumed.stderr).toContain('no worker is running');
  expect((await desk.run(['worker', '--until-idle'])).code).toBe(0);
  expect((await desk.json(['show', 'R-1'])).document).toMatchObject({ verification: 'passed', paused: false });
  expect((await desk.json(['replay', 'R-1'])).code).toBe(0);
  expect((await desk.json(['resume', '1'])).document.error.code).toBe('run.ended');
});

test('a paused run can be canceled', async () => {
  const desk = new Desk();
  desk.write('quick.yaml', QUICK);
  await desk.run(['run', 'quick.yaml', '--detach']);
  expect((await desk.run(['pause', '1'])).stdout).toBe('R-1 paused\n');
  const canceled = await desk.json(['cancel', '1']);
  expect(canceled.document).toMatchObject({ execution: 'canceled', paused: false });
  expect(existsSync(join(desk.work, 'done'))).toBe(false);
});

test('move changes the place and the lane of a queued run, and refuses what does not queue', async () => {
  const desk = new Desk();
  desk.write('quick.yaml', QUICK);
  for (const lane of ['A', 'A', 'B']) await desk.run(['run', 'quick.yaml', '--detach', '--lane', lane]);
  const moved = await desk.run(['move', '2', '--before', '1']);
  expect(moved).toMatchObject({ code: 0, stdout: 'R-2 queues for lane A: 0 runs stand before it\n' });
  const wrong = await desk.json(['move', '1', '--before', '3']);
  expect([wrong.code, wrong.document.error.code]).toEqual([2, 'run.not-queued']);
  const any = await desk.json(['move', '3', '--lane', 'any', '--before', '2']);
  expect(any.document).toMatchObject({ run: { laneWish: null }, ahead: 0 });
  expect((await desk.run(['move', '1', '--lane', 'E'])).code).toBe(2);
});

test('lanes holds and reserves lanes for every process, and says who did', async () => {
  const desk = new Desk();
  desk.write('quick.yaml', QUICK);
  await desk.run(['run', 'quick.yaml', '--detach', '--lane', 'A']);
  const held = await desk.run(['lanes', '--hold', 'A', '--reserve', 'B']);
  expect(held.stdout).toMatch(/A +held +\S+ \S+ by /);
  expect(held.stdout).toMatch(/B +reserved/);
  expect((await desk.run(['run', 'quick.yaml', '--workdir', desk.folder])).code).toBe(0);
  const waits = await desk.json(['runs', '--status', 'queued']);
  expect(waits.document.runs).toMatchObject([{ number: 1 }]);
  expect(existsSync(join(desk.work, 'done'))).toBe(false);
  const released = await desk.json(['lanes', '--release', 'A']);
  expect(released.document).toMatchObject({ lanes: { A: { held: false }, B: { reserved: true }, C: { held: false } } });
  expect((await desk.run(['worker', '--until-idle'])).code).toBe(0);
  expect(existsSync(join(desk.work, 'done'))).toBe(true);
  expect((await desk.run(['lanes'])).stdout).toMatch(/C +open/);
});

test('a worker until idle ends with what it cannot take, and says why that is left', async () => {
  const desk = new Desk();
  desk.write('quick.yaml', QUICK);
  for (const lane of ['A', 'B']) await desk.run(['run', 'quick.yaml', '--detach', '--lane', lane]);
  await desk.run(['lanes', '--hold', 'A']);
  const worker = await desk.run(['worker', '--until-idle']);
  expect(worker.code).toBe(0);
  expect(worker.stdout).toMatch(/stopped; 1 run ended here\n.*left in the queue: R-1 \(lane A is held\)\n$/);
  expect((await desk.json(['runs', '--status', 'queued'])).document.runs).toMatchObject([{ number: 1 }]);
  await desk.run(['lanes', '--release', 'A']);
  const elsewhere = await desk.run(['worker', '--until-idle', '--lanes', 'B,C']);
  expect(elsewhere.stdout).toMatch(/left in the queue: R-1 \(not in lanes B, C\)\n$/);
  const last = await desk.run(['worker', '--until-idle', '--json']);
  expect(JSON.parse(last.stdout)).toMatchObject({ ended: 1, stoppedBy: 'idle', left: [] });
});
