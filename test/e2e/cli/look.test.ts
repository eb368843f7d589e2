import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { CLI, Desk } from './opsroom.ts';

const PRINTS = `
pulser: 1
name: prints
steps:
  - id: print
    do: { shell: 'printf "\\033[32mgreen\\033[0m line\\nsecond line\\n"; echo notes > notes.txt; cp notes.txt "$OPS_ARTIFACTS/extra.txt"' }
    verify: [{ file: { path: notes.txt, contains: notes } }]
    artifacts: [notes.txt]
`;

const FAILS =
  'pulser: 1\nname: fails\nsteps:\n  - { id: a, do: { shell: "exit 1" }, verify: [{ file: { path: never } }] }\n';

describe('looking at runs', () => {
  test('shows, lists, prints logs and gives artifacts', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PRINTS);
    desk.write('fails.yaml', FAILS);
    await desk.run(['run', 'plan.yaml']);
    await desk.run(['run', 'fails.yaml', '--session', 'other']);
    const all = await desk.json(['runs']);
    expect(all.document.runs.map((run) => [run.number, run.planName, run.verification])).toEqual([
      [2, 'fails', 'failed'],
      [1, 'prints', 'passed'],
    ]);
    const filtered = async (...args: string[]) =>
      (await desk.json(['runs', ...args])).document.runs.map((run) => run.number);
    expect(await filtered('--status', 'passed')).toEqual([1]);
    expect(await filtered('--status', 'failed', '--status', 'passed')).toEqual([2, 1]);
    expect(await filtered('--plan', 'fails')).toEqual([2]);
    expect(await filtered('--session', 'other')).toEqual([2]);
    expect(await filtered('--since', '1h')).toEqual([2, 1]);
    expect(await filtered('--since', '2999-01-01')).toEqual([]);
    expect(await filtered('--text', 'PRINT', '--limit', '1')).toEqual([1]);
    expect((await desk.run(['runs', '--status', 'green'])).code).toBe(2);

    const shown = await desk.run(['show', 'R-1']);
    expect(shown.stdout).toContain('R-1 passed · proven');
    expect(shown.stdout).toMatch(/before {2}red file notes\.txt/);
    expect(shown.stdout).toMatch(/after {3}green file notes\.txt/);
    expect(shown.stdout).toMatch(/proof {3}sha256:[0-9a-f]{64}/);

    expect((await desk.run(['logs', 'R-1'])).stdout).toBe('green line\nsecond line\n');
    expect((await desk.run(['logs', 'R-1', '--raw'])).stdout).toBe('\u001b[32mgreen\u001b[0m line\r\nsecond line\r\n');
    expect((await desk.run(['logs', 'R-1', '--search', 'SECOND'])).stdout).toBe('print.1:2: second line\n');
    expect((await desk.json(['logs', 'R-1'])).document.logs).toMatchObject([
      { stepId: 'print', lines: 2, closed: true },
    ]);
    expect((await desk.run(['logs', 'R-1', '--step', 'nope'])).stderr).toContain('steps: print');

    const listed = await desk.json(['artifacts', 'R-1']);
    expect(listed.document.artifacts.map((one) => one.name).sort()).toEqual(['extra.txt', 'notes.txt']);
    expect((await desk.run(['artifacts', 'R-1', '--get', 'notes.txt'])).stdout).toBe('notes\n');
    expect((await desk.run(['artifacts', 'R-1', '--get', 'extra.txt', '-o', 'out.txt'])).code).toBe(0);
    expect(readFileSync(join(desk.work, 'out.txt'), 'utf8')).toBe('notes\n');
    expect((await desk.run(['artifacts', 'R-1', '--get', 'none'])).stderr).toContain('notes.txt');
    expect((await desk.run(['show', 'R-9'])).code).toBe(2);
  });

  test('follows the output of a run that another process executes, to its end', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      'pulser: 1\nname: slow\nsteps:\n  - { id: a, do: { shell: "echo first; until test -f go; do sleep 0.05; done; echo last; touch done" }, verify: [{ file: { path: done } }] }\n',
    );
    const running = desk.start(['run', 'plan.yaml']);
    await running.until(/a {2}acts/);
    const follower = desk.start(['logs', 'R-1', '--follow']);
    await follower.until(/first/);
    desk.write('go', '');
    const followed = await follower.finished;
    expect(followed).toMatchObject({ code: 0, stdout: '── a ──\nfirst\nlast\n' });
    expect((await running.finished).code).toBe(0);
  });

  test('resolves failed runs and archives sessions', async () => {
    const desk = new Desk();
    desk.write('fails.yaml', FAILS);
    await desk.run(['run', 'fails.yaml']);
    expect((await desk.run(['resolve', 'R-1'])).code).toBe(2);
    expect((await desk.run(['resolve', 'R-1', '--reason', 'fixed by hand'])).code).toBe(0);
    expect((await desk.json(['runs', '--status', 'resolved'])).document.runs).toHaveLength(1);
    expect((await desk.run(['archive', 'nope'])).stderr).toContain('sessions: default');
    expect((await desk.run(['archive', 'default'])).code).toBe(0);
    expect((await desk.run(['show', 'R-1'])).code).toBe(0);
  });

  test('replays a run; a changed event is found and named', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PRINTS);
    await desk.run(['run', 'plan.yaml']);
    const whole = await desk.run(['replay', 'R-1']);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/the chain is whole; \d+ decisions were made again, all the same/);
    const db = new Database(join(desk.data, 'opsroom.db'));
    const triggers = db
      .prepare("select name from sqlite_schema where type = 'trigger' and tbl_name = 'events'")
      .pluck();
    for (const name of triggers.all() as string[]) db.exec(`drop trigger ${name}`);
    const changed = db.prepare(
      "update events set data = replace(data, 'notes.txt', 'votes.txt') where type = 'checks.read'",
    );
    expect(changed.run().changes).toBeGreaterThan(0);
    const first = db.prepare("select min(seq) from events where type = 'checks.read'").pluck().get() as number;
    db.close();
    const { code, document } = await desk.json(['replay', 'R-1']);
    expect(code).toBe(1);
    expect(document).toMatchObject({ reproduced: false, problem: { seq: first } });
    expect((await desk.run(['replay', 'R-1'])).stderr).toContain(`R-1 event ${first}`);
  });

  test('an empty data folder has no runs, and is not made by looking', async () => {
    const desk = new Desk();
    const { code, document } = await desk.json(['runs']);
    expect([code, document]).toEqual([0, { runs: [] }]);
    expect((await desk.run(['show', '1'])).code).toBe(2);
    expect(statSync(desk.data, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('checking plans', () => {
  test('gives every problem with its place, and exits with 2 only for errors', async () => {
    const desk = new Desk();
    desk.write(
      'bad.yaml',
      'pulser: 1\nname: Bad Name\nsteps:\n  - id: a\n    do: { shell: "echo ${{ inputs.x }}" }\n    verify: []\n',
    );
    desk.write(
      'weak.yaml',
      'pulser: 1\nname: weak\nsteps:\n  - { id: a, do: { shell: "true" }, verify: [{ exit: 0 }] }\n',
    );
    const bad = await desk.run(['check', 'bad.yaml']);
    expect(bad.code).toBe(2);
    expect(bad.stdout).toMatch(/^bad\.yaml:2:7 error plan\.schema /m);
    expect(bad.stdout).toMatch(/^bad\.yaml:5:\d+ error expression\.in-shell /m);
    expect(bad.stdout).toMatch(/^bad\.yaml:6:\d+ error plan\.no-verifier /m);
    const weak = await desk.json(['check', 'weak.yaml']);
    expect(weak.code).toBe(0);
    expect(weak.document.plans).toMatchObject([{ valid: true, name: 'weak', steps: 1 }]);
    const weakness = weak.document.plans[0]?.diagnostics.filter((one) => one.code === 'step.weak');
    expect(weakness).toMatchObject([{ severity: 'warning', path: 'steps[0].verify' }]);
    expect((await desk.run(['check', '--strict', 'weak.yaml'])).code).toBe(2);
    const run = await desk.json(['run', 'bad.yaml']);
    expect(run.code).toBe(2);
    expect(run.document.error.details.diagnostics).toHaveLength(
      bad.stdout.split('\n').filter((line) => line.startsWith('bad.yaml')).length,
    );
    expect((await desk.run(['check', 'none.yaml'])).stderr).toContain('there is no such file');
  });
});

describe('the rest', () => {
  test('bad usage exits with 2 and says what to do; with --json as data', async () => {
    const desk = new Desk();
    for (const args of [
      ['nope'],
      [],
      ['run'],
      ['run', '--from', 'a'],
      ['runs', '--limit', '0'],
      ['run', 'x', '--events', '--json'],
    ]) {
      expect([args, (await desk.run(args)).code]).toEqual([args, 2]);
    }
    const { code, document } = await desk.json(['run', '--lane', 'E', 'x']);
    expect([code, document.error.code]).toEqual([2, 'usage.invalid']);
    expect((await desk.run(['--help'])).code).toBe(0);
    expect((await desk.run(['run', '--help'])).stdout).toContain('--dry');
  });

  test('a fault of ours exits with 70 and names the log', async () => {
    const desk = new Desk({ OPSROOM_FAULT_POINTS: 'act.before=throw' });
    desk.write('plan.yaml', PRINTS);
    const faulted = await desk.run(['run', 'plan.yaml']);
    expect(faulted.code).toBe(70);
    expect(faulted.stderr).toContain(join(desk.data, 'opsroom.log'));
    expect(readFileSync(join(desk.data, 'opsroom.log'), 'utf8')).toContain('fault point act.before');
  });

  test('secrets go in by standard input, are listed by name only, and come out in runs', async () => {
    const desk = new Desk({ OPSROOM_PASSPHRASE: 'a long passphrase' });
    const stored = await desk.json(['secrets', 'set', 'API_TOKEN'], 'tok-123456789\n');
    expect([stored.code, stored.document.stored]).toEqual([0, true]);
    const listed = await desk.run(['secrets', 'list']);
    expect(listed.stdout).toContain('API_TOKEN');
    expect(listed.stdout + stored.stderr).not.toContain('tok-123');
    desk.write(
      'plan.yaml',
      'pulser: 1\nname: uses\nsecrets: [API_TOKEN]\nsteps:\n  - { id: a, do: { shell: "printf %s \\"$T\\" | wc -c > n.txt", env: { T: "${{ secrets.API_TOKEN }}" } }, verify: [{ file: { path: n.txt, contains: "13" } }] }\n',
    );
    expect((await desk.run(['run', 'plan.yaml'])).code).toBe(0);
    expect((await desk.json(['show', 'R-1'])).document.secrets).toEqual([{ name: 'API_TOKEN', source: 'vault' }]);
    expect((await desk.run(['secrets', 'rm', 'API_TOKEN'])).code).toBe(0);
    expect((await desk.run(['secrets', 'rm', 'API_TOKEN'])).code).toBe(2);
    expect((await desk.run(['run', 'plan.yaml'])).stderr).toContain('API_TOKEN');
  });

  test('connections are listed and tested by reading', async () => {
    const desk = new Desk();
    desk.write(
      'plan.yaml',
      'pulser: 1\nname: c\nconnections:\n  there: { driver: sqlite, path: there.db }\n  gone: { driver: sqlite, path: gone.db }\nsteps:\n  - { id: a, do: { sql: { connection: there, query: select 1 } }, verify: [{ sql: { connection: gone, query: select 1, rows: 1 } }] }\n',
    );
    new Database(join(desk.work, 'there.db')).exec('create table t (n integer)').close();
    const { code, document } = await desk.json(['connections', 'plan.yaml']);
    expect(code).toBe(1);
    expect(document.connections.map((one) => [one.name, one.ok])).toEqual([
      ['there', true],
      ['gone', false],
    ]);
    expect(statSync(join(desk.work, 'gone.db'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('doctor looks at everything, and fails for a damaged database', async () => {
    const desk = new Desk();
    desk.write('plan.yaml', PRINTS);
    await desk.run(['run', 'plan.yaml']);
    const well = await desk.json(['doctor']);
    expect(well.code).toBe(0);
    const names = well.document.checks.map((check) => check.name);
    expect(names).toEqual(
      expect.arrayContaining([
        'node',
        'terminal',
        'data folder',
        'database',
        'sqlite',
        'clock',
        'workers',
        'secrets',
        'git',
        'disk space',
      ]),
    );
    desk.write('../data/opsroom.db', 'this is no database, but it is long enough to look like a file');
    const ill = await desk.run(['doctor']);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/fail +database/);
  });

  test('a reader that goes away is no error', () => {
    const desk = new Desk();
    const piped = spawnSync('bash', ['-c', `"${process.execPath}" "${CLI}" --help | true; echo "\${PIPESTATUS[0]}"`], {
      encoding: 'utf8',
      env: desk.environment,
    });
    expect(piped.stdout.trim()).toBe('0');
    expect(piped.stderr).toBe('');
  });
});

const OLD_NODE = '/usr/bin/node';
const oldVersion = spawnSync(OLD_NODE, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';

describe('an old Node', () => {
  test.skipIf(!/^v(?:18|20|22)\./.test(oldVersion))('is refused in one clear line', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    execFileSync(process.execPath, [join(root, 'main/hosts/build/build.ts')], { stdio: 'ignore' });
    const ended = spawnSync(OLD_NODE, [join(root, 'out/cli/opsroom.js'), 'doctor'], { encoding: 'utf8' });
    expect(ended.status).toBe(2);
    expect(ended.stderr.trim().split('\n')).toEqual([expect.stringContaining(`this is Node ${oldVersion.slice(1)}`)]);
  });
});
