import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CLI, Desk } from '#test/e2e/cli/opsroom.ts';

const INSPECTOR = fileURLToPath(new URL('../../../node_modules/.bin/mcp-inspector', import.meta.url));

const PLAN = `
pulser: 1
name: inspected
steps:
  - id: write
    do: { shell: "echo hello > hello.txt" }
    verify: [{ file: { path: hello.txt, contains: hello } }]
    undo: { file: { delete: hello.txt } }
    artifacts: [hello.txt]
`;

interface Inspected {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Result {
  // What the tools answer is looked into as each test needs.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly structuredContent: any;
  readonly tools?: readonly { readonly name: string }[];
}

/** Runs the inspector, an MCP client of other people, on a server. */
function inspect(desk: Desk, target: readonly string[], args: readonly string[]): Promise<Inspected> {
  return new Promise((resolve, reject) => {
    const { PATH = '' } = process.env;
    const child = spawn(INSPECTOR, ['--cli', ...target, '--quiet', '--format', 'json', ...args], {
      cwd: desk.folder,
      env: { PATH, HOME: desk.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function told(desk: Desk, target: readonly string[], args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await inspect(desk, target, args);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  const answer = JSON.parse(stdout) as { readonly result?: Result } & Result;
  return answer.result ?? answer;
}

const call = (name: string, args: object): readonly string[] => {
  return ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)];
};

/** From the list of tools to a bundle that the verifier accepts. */
async function driveRun(desk: Desk, target: readonly string[]): Promise<void> {
  const { tools = [] } = await told(desk, target, ['--method', 'tools/list', '--strict']);
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'artifact_read',
    'log_read',
    'plan_check',
    'plan_list',
    'proof_get',
    'proof_verify',
    'run_answer',
    'run_cancel',
    'run_get',
    'run_start',
    'run_wait',
    'runs_search',
  ]);
  const started = await told(desk, target, call('run_start', { text: PLAN }));
  const { run } = started.structuredContent;
  const waited = await told(desk, target, call('run_wait', { run }));
  expect(waited.structuredContent).toMatchObject({ waitedFor: 'ended', report: { status: 'succeeded' } });
  expect(waited.structuredContent.report.startedBy).toMatchObject({
    kind: 'agent',
    name: expect.stringMatching(/^inspector/),
  });
}

describe('the inspector', () => {
  it('drives opsroom serve over HTTP to a bundle that verifies', async () => {
    const desk = new Desk();
    const serving = desk.start(['serve', '--json']);
    await serving.until(/"token": "[\w-]+"/);
    const { mcp } = JSON.parse(serving.stdout) as { readonly mcp: { readonly url: string; readonly token: string } };
    const target = [mcp.url, '--transport', 'http', '--protocol-era', 'modern'];
    const allowed = [...target, '--header', `Authorization: Bearer ${mcp.token}`];
    await driveRun(desk, allowed);

    const proof = await told(desk, allowed, call('proof_get', { run: 'R-1', bundle: true }));
    const { uri, fileName } = proof.structuredContent.bundle;
    const file = join(desk.folder, fileName);
    const read = await inspect(desk, allowed, [
      '--method',
      'resources/read',
      '--uri',
      uri,
      '--output',
      file,
      '--output-format',
      'raw',
    ]);
    expect(read.code, read.stderr).toBe(0);
    const verified = await desk.run(['verify', file]);
    expect(verified.code, verified.stdout).toBe(0);

    const refused = await inspect(desk, target, ['--method', 'tools/list']);
    expect(refused.code).not.toBe(0);
    serving.child.kill('SIGTERM');
    expect((await serving.finished).code).toBe(0);
  });

  it('drives opsroom mcp over standard streams', async () => {
    const desk = new Desk();
    const environment = Object.entries(desk.environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // Each call is a process of its own: the run outlives the one that started it.
    const target = [process.execPath, CLI, 'mcp', ...environment, '--transport', 'stdio', '--protocol-era', 'legacy'];
    await driveRun(desk, target);
    const proof = await told(desk, target, call('proof_get', { run: 'R-1', bundle: true }));
    expect(proof.structuredContent.bundle).toMatchObject({
      uri: 'opsroom://proofs/R-1/bundle',
      digest: expect.stringMatching(/^sha256:/),
    });
    const bundle = join(desk.folder, 'later.opsproof.zip');
    expect((await desk.run(['export', 'R-1', '-o', bundle])).code).toBe(0);
    expect((await desk.run(['verify', bundle])).code).toBe(0);
  });

  it('says by its exit code that a tool refused', async () => {
    const desk = new Desk();
    const environment = Object.entries(desk.environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const target = [process.execPath, CLI, 'mcp', ...environment, '--transport', 'stdio'];
    const { code, stdout, stderr } = await inspect(desk, target, call('run_get', { run: 'R-1' }));
    expect(code).toBe(5);
    expect(stdout + stderr).toContain('there is no run R-1');
  });
});
