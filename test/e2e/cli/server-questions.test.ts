import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACT_RULES, actServer, setUpServer } from '#test/helpers/mcp/act-server.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { Desk } from './opsroom.ts';
import { Session } from './session.ts';

/** A desk with a server that asks, and a plan that calls it. */
async function askingDesk(tool: string): Promise<Desk> {
  const desk = new Desk();
  const room = await testRoom({}, desk.data);
  await setUpServer(room, actServer(), ACT_RULES);
  const out = JSON.stringify(join(desk.work, 'out'));
  desk.write(
    'plan.yaml',
    `
pulser: 1
name: asking
onFailure: stop
servers: [acts]
steps:
  - id: paint
    do: { mcp: { server: acts, tool: ${tool}, arguments: { path: ${out} } } }
    verify: [{ file: { path: ${out} } }]
`,
  );
  return desk;
}

const outOf = (desk: Desk): unknown => JSON.parse(readFileSync(join(desk.work, 'out'), 'utf8'));

it('on a terminal, a run asks what a server wants to know, and goes on', async () => {
  const desk = await askingDesk('ask');
  const session = new Session(desk, ['run', 'plan.yaml'], { columns: 100 });
  await session.shows(/paint: Which color\?\n +asked by the server acts/);
  await session.shows(/color \(string\):/);
  session.terminal.write('green\r');
  await session.shows(/note \(string\) \[none\]:/);
  session.terminal.write('\r');
  expect(await session.exit).toBe(0);
  expect(outOf(desk)).toEqual({ action: 'accept', content: { color: 'green' } });
});

it('on a terminal, the whole address of a page is shown, and may be declined', async () => {
  const desk = await askingDesk('visit');
  const session = new Session(desk, ['run', 'plan.yaml'], { columns: 100 });
  await session.shows(/open, if you trust it: https:\/\/example\.com\/in\?key=1/);
  await session.shows(/approve, deny, or leave it open/);
  session.terminal.write('deny\r');
  await session.shows(/reason \(optional\)/);
  session.terminal.write('\r');
  expect(await session.exit).toBe(0);
  expect(outOf(desk)).toEqual({ action: 'decline' });
});

it('without a terminal, a run says that a server asks, and waits for an answer from elsewhere', async () => {
  const desk = await askingDesk('ask');
  const run = desk.start(['run', 'plan.yaml']);
  await run.until(/paint {2}waits for values \(server acts asks\): Which color\?/);
  const shown = await desk.run(['show', 'R-1']);
  expect(shown.stdout).toContain('asked by the server acts');
  expect(shown.stdout).toMatch(
    /answer with: opsroom answer R-1 --step paint --question \d+ --set color=… \(or --deny\)$/m,
  );
  const wrong = await desk.json(['answer', 'R-1', '--set', 'color=blue']);
  expect(wrong.document.error.code).toBe('input.invalid');
  expect(await desk.run(['answer', 'R-1', '--set', 'color=red'])).toMatchObject({ code: 0 });
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(outOf(desk)).toMatchObject({ content: { color: 'red' } });
});
