import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Desk } from './opsroom.ts';
import { Session } from './session.ts';

const PLAN = `
pulser: 1
name: live
steps:
  - id: look
    title: Look around
    do: { shell: "true" }
    verify: [{ file: { path: plan.yaml } }]
  - id: wait
    title: Wait for the 日本 file
    do: { shell: 'printf "half\\r"; echo "now \\033[31mstill\\033[0m busy"; until test -f go; do sleep 0.05; done; touch done' }
    verify: [{ file: { path: done } }]
  - id: switch
    title: Switch over
    approve: true
    do: { file: { write: switched, content: x } }
    verify: [{ file: { path: switched } }]
`;

describe('on a terminal', () => {
  test('a run is a list that is redrawn in place, asks what it needs, and stays at its end', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PLAN);
    const session = new Session(desk, ['run', 'plan.yaml'], { columns: 90 });
    await session.shows(/│ now still busy/);
    expect(session.screen.lines[0]).toBe('R-1 live · default · lane A');
    expect(session.screen.lines.join('\n')).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Wait for the 日本 file +acts/);
    writeFileSync(join(desk.work, 'go'), '');
    await session.shows(/approve, deny, or leave it open/);
    session.terminal.write('approve\r');
    await session.shows(/reason \(optional\)/);
    session.terminal.write('looks good\r');
    expect(await session.exit).toBe(0);
    const text = session.screen.lines.join('\n');
    expect(text).toMatch(/✓ Look around {12} +already satisfied/);
    expect(text).toMatch(/✓ Wait for the 日本 file +verified \(proven\)/);
    expect(text).toMatch(/✓ Switch over +verified \(proven\)/);
    expect(session.screen.lines.at(-1)).toMatch(/^R-1 passed · satisfied · 3 steps · /);
    expect(text.match(/still busy/g)).toBeNull();
    expect(session.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(session.raw.lastIndexOf('\u001b[?25l'));
  });

  test('a narrow terminal gets lines that fit', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PLAN);
    writeFileSync(join(desk.work, 'go'), '');
    const session = new Session(desk, ['run', 'plan.yaml', '--yes'], { columns: 24 });
    expect(await session.exit).toBe(0);
    const [head, ...steps] = session.screen.lines;
    expect(head).toMatch(/^R-1 live/);
    expect(steps.slice(0, 3).map((line) => line.slice(0, 6))).toEqual(['  ✓ Lo', '  ✓ Wa', '  ✓ Sw']);
  });

  test('Ctrl-C cancels, and the list says so', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PLAN);
    const session = new Session(desk, ['run', 'plan.yaml'], { columns: 90 });
    await session.shows(/│ now still busy/);
    session.terminal.write('\u0003');
    expect(await session.exit).toBe(4);
    expect(session.screen.lines.at(-1)).toMatch(/^R-1 canceled: canceled by .*SIGINT/);
  });

  test('leaving a question open ends with 3', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PLAN);
    writeFileSync(join(desk.work, 'go'), '');
    const session = new Session(desk, ['run', 'plan.yaml'], { columns: 90 });
    await session.shows(/approve, deny, or leave it open/);
    session.terminal.write('later\r');
    expect(await session.exit).toBe(3);
    expect(session.screen.lines.join('\n')).toContain('opsroom answer R-1 --step switch');
  });

  test('NO_COLOR is respected', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PLAN);
    writeFileSync(join(desk.work, 'go'), '');
    const session = new Session(desk, ['run', 'plan.yaml', '--yes'], { columns: 90, environment: { NO_COLOR: '1' } });
    expect(await session.exit).toBe(0);
    expect(session.raw).not.toMatch(/\u001b\[\d*(?:;\d+)*m/);
  });

  test('a secret is asked for and does not show', async () => {
    const desk = new Desk({ OPSROOM_PASSPHRASE: 'a long passphrase' });
    const session = new Session(desk, ['secrets', 'set', 'TOKEN'], { columns: 90 });
    await session.shows(/Value of TOKEN:/);
    session.terminal.write('hunter22-hunter22\r');
    expect(await session.exit).toBe(0);
    expect(session.raw).not.toContain('hunter');
    expect((await desk.json(['secrets', 'list'])).document.secrets).toMatchObject([{ name: 'TOKEN', source: 'vault' }]);
  });
});
