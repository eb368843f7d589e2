import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Desk } from '#test/e2e/cli/opsroom.ts';
import { journal } from '#test/helpers/journal.ts';
import { realServer } from '#test/helpers/mcp/act-server.ts';
import { freePort } from '#test/helpers/postgres.ts';

const SAMPLES = fileURLToPath(new URL('../../../resources/samples/', import.meta.url));
const sample = (name: string): string => join(SAMPLES, `${name}.yaml`);

interface StepDocument {
  readonly id: string;
  readonly verdict: string;
  readonly strength: string | null;
  readonly tries: number;
  readonly undo?: { readonly verdict: string };
}

const steps = (document: { steps: readonly StepDocument[] }) => document.steps;

/** The folder of the only session. */
function workspace(desk: Desk): string {
  const folder = join(desk.data, 'workspaces');
  const [only] = readdirSync(folder);
  return join(folder, only ?? '');
}

/** A run's events in the order of its commits. */
const eventsOf = (desk: Desk, document: { readonly runId: string }) =>
  journal(desk.data).filter((event) => event.runId === document.runId);

it('every sample checks without a problem', async () => {
  const desk = new Desk();
  const files = readdirSync(SAMPLES).map((name) => join(SAMPLES, name));
  const { code, stdout } = await desk.run(['check', ...files]);
  expect(stdout).not.toMatch(/error|warning/);
  expect(code).toBe(0);
});

describe('release-notes', () => {
  it('builds the notes from the commits, checks them with git, and keeps them', async () => {
    const desk = new Desk();
    const { code, document } = await desk.json(['run', sample('release-notes'), '-i', 'version=2.3.4']);
    expect(code).toBe(0);
    expect(document).toMatchObject({ verification: 'passed', strength: 'observed' });
    const clone = join(workspace(desk), 'clone');
    expect(readFileSync(join(clone, 'RELEASE-2.3.4.md'), 'utf8')).toContain('- Fix the retry of a refused connection');
    expect(execFileSync('git', ['log', '-1', '--format=%s'], { cwd: clone, encoding: 'utf8' })).toBe(
      'Release notes of 2.3.4\n',
    );
    const artifacts = await desk.json(['artifacts', document.run]);
    expect(JSON.stringify(artifacts.document)).toContain('RELEASE-2.3.4.md');
    const again = await desk.json(['run', sample('release-notes'), '-i', 'version=2.3.4']);
    expect(steps(again.document).map((step) => step.verdict)).toEqual([
      'satisfied',
      'satisfied',
      'verified',
      'satisfied',
      'satisfied',
    ]);
  });
});

describe('database-change', () => {
  it('is proven at first, satisfied the second time, and then nothing acts', async () => {
    const desk = new Desk();
    const first = await desk.json(['run', sample('database-change')]);
    expect(first.code).toBe(0);
    expect(steps(first.document).map((step) => step.strength)).toEqual(['proven', 'proven', 'proven']);
    const second = await desk.json(['run', sample('database-change')]);
    expect(second.code).toBe(0);
    expect(second.document.strength).toBe('satisfied');
    expect(steps(second.document).map((step) => [step.verdict, step.tries])).toEqual([
      ['satisfied', 0],
      ['satisfied', 0],
      ['satisfied', 0],
    ]);
    expect(eventsOf(desk, second.document).map((event) => event.type)).not.toContain('act.started');
  });

  it('with a failing last step is undone in reverse order, and read back', async () => {
    const desk = new Desk();
    const { code, document } = await desk.json(['run', sample('database-change-failing')]);
    expect(code).toBe(1);
    expect(document).toMatchObject({ verification: 'failed', rollback: 'verified', left: [] });
    expect(steps(document).map((step) => [step.id, step.verdict, step.undo?.verdict])).toEqual([
      ['create-table', 'verified', 'restored'],
      ['add-column', 'verified', 'restored'],
      ['fill', 'failed', 'restored'],
    ]);
    const undone = eventsOf(desk, document).flatMap((event) =>
      event.type === 'undo.settled' ? [event.data.stepId] : [],
    );
    expect(undone).toEqual(['fill', 'add-column', 'create-table']);
  });
});

describe('service-rollout', () => {
  it('waits for an approval, then switches, and proves it', async () => {
    const desk = new Desk();
    const port = await freePort();
    const first = await desk.json(['run', sample('service-rollout'), '-i', `port=${port}`]);
    expect(first.code).toBe(3);
    expect(first.document).toMatchObject({ execution: 'waiting', verification: 'pending' });
    const refused = await desk.json(['answer', first.document.run, '--approve']);
    expect(refused).toMatchObject({ code: 2, document: { error: { code: 'run.reason-required' } } });
    const { code, document } = await desk.json([
      'answer',
      first.document.run,
      '--approve',
      '--reason',
      'window open',
      '--continue',
    ]);
    expect(code).toBe(0);
    expect(document).toMatchObject({ verification: 'passed', strength: 'proven' });
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });

  it('rolls back when the health is bad: the service and its files are gone again', async () => {
    const desk = new Desk();
    const port = await freePort();
    const { code, document } = await desk.json([
      'run',
      sample('service-rollout'),
      '--yes',
      '-i',
      `port=${port}`,
      '-i',
      'broken=true',
    ]);
    expect(code).toBe(1);
    expect(document).toMatchObject({ verification: 'failed', rollback: 'verified', left: [] });
    expect(document.reason).toContain('status 503');
    expect(existsSync(join(workspace(desk), 'rollout'))).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });
});

describe('backup-drill', () => {
  it('restores the backup and finds the same counts, sums and bytes', async () => {
    const desk = new Desk();
    const { code, document } = await desk.json(['run', sample('backup-drill')]);
    expect(code).toBe(0);
    expect(steps(document).map((step) => step.strength)).toEqual(['proven', 'proven', 'observed', 'proven', 'proven']);
  });
});

describe('parallel-checks', () => {
  it('makes twenty looks, up to four at a time, and changes nothing', async () => {
    const desk = new Desk();
    const { code, document } = await desk.json(['run', sample('parallel-checks')]);
    expect(code).toBe(0);
    expect(steps(document)).toHaveLength(20);
    let acting = 0;
    let most = 0;
    for (const event of eventsOf(desk, document)) {
      if (event.type === 'act.started') acting += 1;
      if (event.type === 'act.finished') acting -= 1;
      most = Math.max(most, acting);
    }
    expect(most).toBe(4);
    expect(readdirSync(desk.work)).toEqual([]);
  });
});

describe('decision-log', () => {
  /** The two servers, approved and judged, as the sample's comment says. */
  async function setUp(desk: Desk): Promise<string> {
    const graph = join(desk.folder, 'decisions.jsonl');
    const commands = [
      ['add', 'files', '--roots', '--', process.execPath, realServer('filesystem')],
      ['add', 'memory', '--env', `MEMORY_FILE_PATH=${graph}`, '--', process.execPath, realServer('memory')],
      ['approve', 'files', '--yes'],
      ['approve', 'memory', '--yes'],
      ['rule', 'files', 'read_text_file', '--allow', '--effect', 'read'],
      ['rule', 'memory', 'open_nodes', '--allow', '--effect', 'read'],
      ['rule', 'files', 'write_file', '--allow'],
      ['rule', 'memory', 'create_entities', '--allow'],
      ['rule', 'memory', 'delete_entities', '--allow'],
    ];
    for (const command of commands) {
      const { code, stderr } = await desk.run(['mcp', ...command]);
      expect([code, stderr]).toEqual([0, expect.any(String)]);
    }
    return graph;
  }

  it('writes with one server, remembers with the other, and its bundle verifies', async () => {
    const desk = new Desk();
    const graph = await setUp(desk);
    const { code, document } = await desk.json(['run', sample('decision-log'), '-i', 'decision=Four lanes it is.']);
    expect(document).toMatchObject({ verification: 'passed', strength: 'proven' });
    expect(code).toBe(0);
    expect(readFileSync(join(workspace(desk), 'keep-four-lanes.md'), 'utf8')).toContain('Four lanes it is.');
    expect(readFileSync(graph, 'utf8')).toContain('Four lanes it is.');
    const again = await desk.json(['run', sample('decision-log'), '-i', 'decision=Four lanes it is.']);
    expect(steps(again.document).map(({ verdict }) => verdict)).toEqual(['satisfied', 'satisfied']);

    const bundle = join(desk.folder, 'decision.opsproof.zip');
    expect(await desk.run(['export', document.run, '-o', bundle])).toMatchObject({ code: 0 });
    const verified = await desk.run(['verify', bundle]);
    expect(verified.stdout).toMatch(/MCP servers +6 +ok/);
    expect(verified.code).toBe(0);
  });

  it('is refused, by name, as long as a server is not set up or its tools are not judged', async () => {
    const desk = new Desk();
    const missing = await desk.json(['run', sample('decision-log')]);
    expect(missing.document.error).toMatchObject({ code: 'mcp.unknown-server' });
    await setUp(desk);
    await desk.run(['mcp', 'rule', 'memory', 'open_nodes', '--ask']);
    const unjudged = await desk.json(['run', sample('decision-log')]);
    expect(unjudged.document.error).toMatchObject({ code: 'mcp.not-read-only' });
    const dry = await desk.json(['run', sample('decision-log'), '--dry']);
    expect(dry.document.error).toMatchObject({ code: 'mcp.not-read-only' });
  });
});
