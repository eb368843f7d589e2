import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Desk } from './opsroom.ts';

const APPROVAL = `
pulser: 1
name: approval
steps:
  - id: prepare
    do: { file: { write: prepared, content: x } }
    verify: [{ file: { path: prepared } }]
    undo: { file: { delete: prepared } }
  - id: switch
    title: Switch over
    approve: { reason: required }
    do: { file: { write: switched, content: x } }
    verify: [{ file: { path: switched } }]
`;

const FORM = `
pulser: 1
name: form
steps:
  - id: ask
    do:
      human:
        ask: How many?
        fields: { count: { type: integer, minimum: 1 }, note: { type: string, default: none } }
    verify: [{ output: result.values.count > 0 }]
  - id: use
    do: { file: { write: "n-\${{ steps.ask.outputs.count }}", content: x } }
    verify: [{ file: { path: "n-\${{ steps.ask.outputs.count }}" } }]
`;

const UNREADABLE = `
pulser: 1
name: unreadable
steps:
  - id: look
    do: { file: { write: acted, content: x } }
    verify: [{ shell: "test -f answer || exit 127" }]
`;

describe('a run that waits for a person', () => {
  test('ends with 3 and says how to answer; an approval with --continue runs it to its end', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', APPROVAL);
    const waits = await desk.run(['run', 'plan.yaml']);
    expect(waits.code).toBe(3);
    expect(waits.stderr).toContain('switch waits for approval');
    const told = /opsroom answer R-1 --step switch --question (\d+) --approve \(or --deny\) --reason "…" --continue/;
    const question = told.exec(waits.stderr)?.[1] ?? 'none';
    const shown = await desk.run(['show', 'R-1']);
    expect(shown.stdout).toContain('opsroom answer R-1 --step switch');
    const unreasoned = await desk.json(['answer', 'R-1', '--approve', '--continue']);
    expect(unreasoned.code).toBe(2);
    expect(unreasoned.document.error.code).toBe('run.reason-required');
    expect(existsSync(join(desk.work, 'switched'))).toBe(false);
    const approve = ['answer', 'R-1', '--approve', '--reason', 'agreed', '--continue'];
    const other = await desk.json([...approve, '--question', '1']);
    expect(other).toMatchObject({ code: 2, document: { error: { code: 'run.question-changed' } } });
    expect(existsSync(join(desk.work, 'switched'))).toBe(false);
    const { code, document } = await desk.json([...approve, '--question', question]);
    expect(code).toBe(0);
    expect(document).toMatchObject({ run: 'R-1', verification: 'passed', waiting: [] });
    expect(existsSync(join(desk.work, 'switched'))).toBe(true);
  });

  test('is failed and rolled back when it is denied', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', APPROVAL);
    await desk.run(['run', 'plan.yaml']);
    const { code, document } = await desk.json(['answer', 'R-1', '--deny', '--reason', 'not today', '--continue']);
    expect(code).toBe(1);
    expect(document).toMatchObject({ verification: 'failed', rollback: 'verified' });
    expect(document.steps[1]).toMatchObject({ verdict: 'denied', error: { code: 'step.denied' } });
    expect(document.reason).toContain('not today');
    expect(existsSync(join(desk.work, 'prepared'))).toBe(false);
  });

  test('does not ask with --yes', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', APPROVAL);
    expect((await desk.run(['run', 'plan.yaml', '--yes'])).code).toBe(0);
  });

  test('says that nobody executes it when it is answered without --continue', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', APPROVAL);
    await desk.run(['run', 'plan.yaml']);
    const answered = await desk.run(['answer', 'R-1', '--approve', '--reason', 'ok']);
    expect(answered.code).toBe(0);
    expect(answered.stderr).toContain('nobody executes R-1 now');
    expect((await desk.run(['worker', '--until-idle'])).code).toBe(0);
    expect(existsSync(join(desk.work, 'switched'))).toBe(true);
  });

  test('takes the values of a form, held against its fields', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', FORM);
    const waits = await desk.json(['run', 'plan.yaml']);
    expect(waits.code).toBe(3);
    expect(waits.document.waiting).toMatchObject([{ stepId: 'ask', kind: 'form', message: 'How many?' }]);
    const wrong = await desk.run(['answer', 'R-1', '--set', 'count=0', '--set', 'nope=1', '--continue']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('count must be >= 1');
    expect(wrong.stderr).toContain('nope');
    const done = await desk.run(['answer', 'R-1', '--set', 'count=4', '--continue']);
    expect(done.code).toBe(0);
    expect(existsSync(join(desk.work, 'n-4'))).toBe(true);
  });

  test('ends with 5 when a check could not be read, until somebody decides', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', UNREADABLE);
    const doubt = await desk.json(['run', 'plan.yaml']);
    expect(doubt.code).toBe(5);
    expect(doubt.document).toMatchObject({ execution: 'waiting', verification: 'indeterminate' });
    expect(doubt.stderr).toContain('--decide recheck|retry|rollback|stop');
    desk.write('answer', 'yes');
    const done = await desk.json(['answer', 'R-1', '--decide', 'recheck', '--continue']);
    expect(done.code).toBe(0);
    expect(done.document).toMatchObject({ verification: 'passed' });
  });

  test('takes exactly one answer', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', APPROVAL);
    await desk.run(['run', 'plan.yaml']);
    expect((await desk.run(['answer', 'R-1'])).code).toBe(2);
    expect((await desk.run(['answer', 'R-1', '--approve', '--deny'])).code).toBe(2);
    expect((await desk.run(['answer', 'R-1', '--step', 'prepare', '--approve'])).stderr).toContain(
      'these steps wait: switch',
    );
  });
});
