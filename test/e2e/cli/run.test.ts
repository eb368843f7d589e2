import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '#shared/run/event.ts';
import { Desk } from './opsroom.ts';

const DATABASE = `
pulser: 1
name: parts
connections:
  db: { driver: sqlite, path: parts.db }
steps:
  - id: table
    title: Make the table
    do: { sql: { connection: db, query: create table parts (name text not null unique) } }
    verify:
      - sql: { connection: db, query: "select count(*) from sqlite_master where name = 'parts'", value: 1 }
    undo: { sql: { connection: db, query: drop table if exists parts } }
  - id: fill
    title: Fill it
    do: { sql: { connection: db, query: "insert into parts values ('bolt')" } }
    verify:
      - sql: { connection: db, query: select count(*) from parts, value: 1 }
    undo: { sql: { connection: db, query: delete from parts } }
`;

const FAILING = `
pulser: 1
name: failing
steps:
  - id: first
    do: { file: { write: first.txt, content: one } }
    verify: [{ file: { path: first.txt, contains: one } }]
    undo: { file: { delete: first.txt } }
  - id: second
    title: It never works
    do: { shell: "exit 3" }
    verify: [{ file: { path: second.txt } }]
`;

describe('opsroom run', () => {
  test('proves each step, and the second time finds everything satisfied and does not act', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', DATABASE);
    const first = await desk.json(['run', 'plan.yaml']);
    expect(first.code).toBe(0);
    expect(first.document).toMatchObject({
      run: 'R-1',
      execution: 'finished',
      verification: 'passed',
      disposition: 'open',
      strength: 'proven',
      rollback: 'none',
      left: [],
      plan: { name: 'parts', version: '0.0.0' },
      session: 'default',
      lane: 'A',
    });
    expect(first.document.steps.map((step) => [step.id, step.verdict, step.strength, step.tries])).toEqual([
      ['table', 'verified', 'proven', 1],
      ['fill', 'verified', 'proven', 1],
    ]);
    const second = await desk.run(['run', 'plan.yaml', '--events']);
    expect(second.code).toBe(0);
    const events = second.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(0)?.type).toBe('run.created');
    expect(events.at(-1)).toMatchObject({
      type: 'run.finished',
      data: { verification: 'passed', strength: 'satisfied' },
    });
    expect(events.filter((event) => event.type === 'act.started')).toEqual([]);
    expect(second.stderr).toMatch(/R-2 passed · satisfied · 2 steps · /);
  });

  test('rolls a failing plan back, verified, and says why', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', FAILING);
    const { code, document, stderr } = await desk.json(['run', 'plan.yaml']);
    expect(code).toBe(1);
    expect(document).toMatchObject({ verification: 'failed', rollback: 'verified', left: [], strength: null });
    expect(document.steps[0]).toMatchObject({ id: 'first', verdict: 'verified', undo: { verdict: 'restored' } });
    expect(document.steps[1]).toMatchObject({ id: 'second', verdict: 'failed', error: { code: 'tool.exit' } });
    expect(stderr).toMatch(/R-1 failed: second: .*rolled back, verified/);
    expect(existsSync(join(desk.work, 'first.txt'))).toBe(false);
    const plain = await desk.run(['run', 'plan.yaml']);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toMatch(/^\d\d:\d\d:\d\d {2}second {2}failed .*$/m);
  });

  test('reads the plan from standard input', async () => {
    const desk = new Desk();
    expect((await desk.run(['run', '-'], DATABASE)).code).toBe(0);
  });

  test('with --dry never acts and leaves no trace, whatever the plan would do', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: writes
connections:
  db: { driver: sqlite, path: acted.db }
steps:
  - id: shell
    do: { shell: "echo x > acted-shell" }
    verify: [{ file: { path: acted-shell } }]
    undo: { shell: "echo x > acted-undo" }
  - id: file
    needs: []
    do: { file: { write: acted-file, content: x } }
    verify: [{ file: { path: acted-file } }]
  - id: sql
    needs: []
    do: { sql: { connection: db, query: create table t (n integer) } }
    verify: [{ sql: { connection: db, query: select count(*) from t, value: 0 } }]
  - id: asks
    needs: []
    approve: true
    do: { shell: "echo x > acted-approved" }
    verify: [{ file: { path: acted-approved } }]
  - id: there
    needs: []
    do: { shell: "echo x > acted-there" }
    verify: [{ file: { path: plan.yaml } }]
  - id: barred
    needs: []
    before: [{ file: { path: nowhere } }]
    do: { shell: "echo x > acted-barred" }
    verify: [{ file: { path: acted-barred } }]
`,
    );
    const { code, document } = await desk.json(['run', 'plan.yaml', '--dry']);
    expect(code).toBe(0);
    const verdicts = Object.fromEntries(document.steps.map((step) => [step.id, [step.verdict, step.asks]]));
    expect(verdicts).toEqual({
      shell: ['would-run', false],
      file: ['would-run', false],
      sql: ['would-run', false],
      asks: ['would-run', true],
      there: ['already-satisfied', false],
      barred: ['blocked', false],
    });
    expect(readdirSync(desk.work)).toEqual(['plan.yaml']);
    expect(existsSync(desk.data)).toBe(false);
  });

  test('says everything that is wrong with the inputs at once, and queues nothing', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: inputs
inputs:
  env: { type: string, enum: [staging, production] }
  count: { type: integer, minimum: 1 }
  list: { type: array, items: { type: string }, default: [] }
steps:
  - id: write
    do: { shell: 'printf "%s %s %s" "$INPUT_ENV" "$INPUT_COUNT" "$INPUT_LIST" > out.txt' }
    verify: [{ file: { path: out.txt, contains: staging } }]
`,
    );
    const wrong = await desk.run(['run', 'plan.yaml', '-i', 'env=test', '-i', 'cuont=3']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('input env');
    expect(wrong.stderr).toContain('input count is missing');
    expect(wrong.stderr).toContain('Did you mean count?');
    desk.write('inputs.yaml', 'env: staging\ncount: 7\n');
    const right = await desk.run(['run', 'plan.yaml', '--inputs', 'inputs.yaml', '-i', 'count=3', '-i', 'list=["a"]']);
    expect(right.code).toBe(0);
    expect(readFileSync(join(desk.work, 'out.txt'), 'utf8')).toBe('staging 3 ["a"]');
    expect((await desk.json(['runs'])).document.runs).toHaveLength(1);
  });

  test('names every missing secret, and refuses an input that holds the value of one', async () => {
    const desk = new Desk({ FIRST_TOKEN: 'correct-horse-battery' });
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: secrets
inputs: { note: { type: string, default: "" } }
secrets: [FIRST_TOKEN, SECOND_TOKEN, THIRD_TOKEN]
steps:
  - id: use
    do: { shell: 'echo "token $T" > used.txt; echo "token $T"', env: { T: "\${{ secrets.FIRST_TOKEN }}" } }
    verify: [{ file: { path: used.txt } }]
`,
    );
    const missing = await desk.json(['run', 'plan.yaml']);
    expect(missing.code).toBe(2);
    expect(missing.document.error).toMatchObject({ code: 'secrets.missing' });
    expect(missing.document.error.message).toContain('SECOND_TOKEN, THIRD_TOKEN');
    const given = new Desk({
      FIRST_TOKEN: 'correct-horse-battery',
      SECOND_TOKEN: 'second-value',
      THIRD_TOKEN: 'third-value',
    });
    const plan = join(desk.work, 'plan.yaml');
    const refused = await given.run(['run', plan, '-i', 'note=my correct-horse-battery']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('input note holds the value of secret FIRST_TOKEN');
    expect(refused.stderr).not.toContain('correct-horse');
    const ran = await given.run(['run', plan]);
    expect(ran.code).toBe(0);
    const logs = await given.run(['logs', 'R-1']);
    expect(logs.stdout).toBe('token ***\n');
    expect((await given.run(['resolve', 'R-1', '--reason', 'it used correct-horse-battery'])).code).toBe(0);
    const files = readdirSync(given.data).filter((name) => name.startsWith('opsroom.'));
    const stored = files.map((name) => readFileSync(join(given.data, name), 'latin1')).join('');
    expect(stored.includes('it used ***')).toBe(true);
    expect(stored.includes('correct-horse')).toBe(false);
  });

  test('runs again from a step: what passed is carried, the rest acts, the earlier attempt is superseded', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      `
pulser: 1
name: again
onFailure: stop
inputs: { word: { type: string } }
steps:
  - id: count
    do: { shell: 'echo x >> count.txt; echo "n=$INPUT_WORD" >> "$OPS_OUTPUT"' }
    verify: [{ file: { path: count.txt } }]
  - id: gate
    do: { shell: "test -f open && cp open done.txt" }
    verify: [{ file: { path: done.txt } }]
`,
    );
    expect((await desk.run(['run', 'plan.yaml', '-i', 'word=w'])).code).toBe(1);
    desk.write('open', 'yes');
    const unknown = await desk.run(['run', '--from', 'nope', '--of', 'R-1']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('steps: count, gate');
    const changed = await desk.run(['run', 'plan.yaml', '--from', 'gate', '--of', 'R-1', '-i', 'word=v']);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain('the inputs of R-1 are kept');
    const { code, document } = await desk.json(['run', '--from', 'gate', '--of', 'R-1']);
    expect(code).toBe(0);
    expect(document.steps.map((step) => [step.id, step.verdict])).toEqual([
      ['count', 'carried'],
      ['gate', 'verified'],
    ]);
    expect(document.steps[0]?.outputs).toEqual({ n: 'w' });
    expect(readFileSync(join(desk.work, 'count.txt'), 'utf8')).toBe('x\n');
    expect((await desk.json(['show', 'R-1'])).document.disposition).toBe('superseded');
  });

  test('runs again what the plan describes otherwise by now, says so, and stays in the folder and the session', async () => {
    const desk = new Desk();
    const plan = (content: string, gate: string) =>
      desk.write(
        'plan.yaml',
        `
pulser: 1
name: edited
onFailure: stop
steps:
  - id: create
    do: { file: { write: made.txt, content: ${content} } }
    verify: [{ file: { path: made.txt, contains: ${content} } }]
  - id: deploy
    do: { shell: "${gate}" }
    verify: [{ exit: 0 }]
`,
      );
    plan('one', 'exit 3');
    expect((await desk.run(['run', 'plan.yaml'])).code).toBe(1);
    plan('two', 'true');
    const again = ['run', 'plan.yaml', '--from', 'deploy', '--of', 'R-1'];

    const elsewhere = await desk.run([...again, '--workdir', desk.folder]);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.stderr).toContain(`cannot name another one: ${desk.work}`);
    const other = await desk.run([...again, '--session', 'other']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('cannot name another one: default');

    const ran = await desk.run([...again, '--workdir', desk.work, '--session', 'default']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('not as in R-1, so not kept and checked again: create');
    expect(readFileSync(join(desk.work, 'made.txt'), 'utf8')).toBe('two');
  });

  test('with --strict refuses a plan that only exit codes verify', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      'pulser: 1\nname: weak\nsteps:\n  - { id: a, do: { shell: "true" }, verify: [{ exit: 0 }] }\n',
    );
    const { code, document } = await desk.json(['run', 'plan.yaml', '--strict']);
    expect(code).toBe(2);
    expect(document.error.code).toBe('plan.weak');
    expect((await desk.run(['run', 'plan.yaml'])).stderr).toContain('passed · weak');
  });

  test('with --detach only queues; a worker executes it', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', DATABASE);
    const queued = await desk.run(['run', 'plan.yaml', '--detach', '--lane', 'C', '--session', 'night']);
    expect(queued.code).toBe(0);
    expect(queued.stdout).toMatch(/^R-1 [0-9a-f-]{36}\n$/);
    expect(queued.stderr).toContain('no worker is running');
    const worker = await desk.run(['worker', '--until-idle']);
    expect(worker.code).toBe(0);
    expect(worker.stdout).toMatch(/R-1 parts claimed, lane C of night/);
    expect(worker.stdout).toMatch(/R-1 parts passed/);
    const { document } = await desk.json(['show', 'R-1']);
    expect(document).toMatchObject({ verification: 'passed', strength: 'proven', session: 'night', lane: 'C' });
  });
});
