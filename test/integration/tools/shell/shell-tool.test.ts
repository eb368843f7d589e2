import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTool } from '#test/helpers/has-tool.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { act, MemoryLog, newRunId } from './act.ts';

const MODES = [
  ['in a terminal', true],
  ['with pipes', false],
] as const;

describe.each(MODES)('an act %s', (_, tty) => {
  it('runs its text and tells how it ended', async () => {
    const { outcome, log } = await act('echo one; echo two >&2', { tty });
    expect(outcome).toMatchObject({ ok: true, error: null, outputs: {}, result: { exitCode: 0, signal: null } });
    expect(log.text.replaceAll('\r', '')).toBe('one\ntwo\n');
    expect(outcome.result['stdout']).toBe(tty ? 'one\ntwo\n' : 'one\n');
    expect(outcome.log).toMatchObject({ bytes: log.bytes, redactions: 0 });
  });

  it('fails by its exit code, with its last line', async () => {
    const { outcome } = await act('echo first; printf "\\033[31mno such role\\033[0m\\n\\n"; exit 3', { tty });
    expect(outcome.ok).toBe(false);
    expect(outcome.error).toEqual({ code: 'tool.exit', message: 'exit 3: no such role', details: { exitCode: 3 } });
  });

  it('says when a command was not found or cannot be executed', async () => {
    const missing = await act('surely-not-a-command', { tty });
    expect(missing.outcome.error?.message).toMatch(/^exit 127 \(a command was not found\): .*surely-not-a-command/);
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'plain'), 'x', { mode: 0o644 });
    const plain = await act('./plain', { tty, cwd });
    expect(plain.outcome.error?.message).toMatch(/^exit 126 \(a command was found but cannot be executed\)/);
  });

  it('tells the signal that killed it', async () => {
    const { outcome } = await act('kill -SEGV $$', { tty });
    expect(outcome.error).toMatchObject({ code: 'tool.exit', message: 'killed by SIGSEGV' });
    expect(outcome.result).toMatchObject({ exitCode: null, signal: 'SIGSEGV' });
  });

  it('adds no flag to the shell, and takes a text that starts with a dash as text', async () => {
    expect((await act('false; echo "flags <$->"', { tty })).log.text).toMatch(/flags <\w*>/);
    expect((await act('false; case $- in *e*) exit 9;; esac', { tty })).outcome.ok).toBe(true);
    expect((await act('-e', { tty })).outcome.result['exitCode']).toBe(127);
  });

  it('gets exactly the environment it was given and its own five variables', async () => {
    const runId = newRunId();
    const { outcome, log } = await act('env', { tty, runId, env: { PATH: '/usr/bin:/bin', A: 'b c "$d"' }, try: 2 });
    const names = log.text.split(/\r?\n/).filter((line) => line !== '' && !/^(PWD|SHLVL|_)=/.test(line));
    expect(new Set(names.map((line) => line.split('=', 1)[0]))).toEqual(
      new Set([
        'A',
        'OPS_ARTIFACTS',
        'OPS_OUTPUT',
        'OPS_RUN_ID',
        'OPS_STEP_ID',
        'OPS_TRY',
        'PATH',
        ...(tty ? ['TERM'] : []),
      ]),
    );
    expect(names).toContain('A=b c "$d"');
    expect(names).toContain(`OPS_RUN_ID=${runId}`);
    expect(names).toContain('OPS_TRY=2');
    expect(outcome.ok).toBe(true);
  });

  it('hands over outputs and artifacts', async () => {
    const scratch = tempFolder();
    const script =
      'echo "id=42" >>"$OPS_OUTPUT"; printf "text<<E\\na\\nb\\nE\\n" >>"$OPS_OUTPUT"; echo x >"$OPS_ARTIFACTS/f"';
    const { outcome } = await act(script, { tty, scratch });
    expect(outcome.outputs).toEqual({ id: '42', text: 'a\nb' });
    expect(readFileSync(join(scratch, 'f'), 'utf8')).toBe('x\n');
  });

  it('fails on outputs that cannot be read, unless it failed before', async () => {
    const { outcome } = await act('echo "ok=1" >>"$OPS_OUTPUT"; echo nonsense >>"$OPS_OUTPUT"', { tty });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'tool.output-format', details: { line: 2 } },
      outputs: {},
    });
    expect((await act('echo nonsense >>"$OPS_OUTPUT"; exit 2', { tty })).outcome.error?.code).toBe('tool.exit');
  });

  it.skipIf(!hasTool('bash'))('uses the shell that the call names', async () => {
    const script = 'words=(one two); echo "${words[1]} $0"';
    expect((await act(script, { tty, shell: 'bash' })).log.text).toContain('two');
  });

  it('says when the shell that the call names is not there', async () => {
    const { outcome } = await act('true', { tty, shell: 'ksh', env: { PATH: '/nowhere' } });
    expect(outcome.error).toMatchObject({ code: 'process.not-found' });
    expect(outcome.error?.message).toContain('ksh');
  });

  it('starts in its folder, or says that there is none', async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, 'inner'));
    expect((await act('pwd', { tty, cwd, callCwd: 'inner' })).log.text.trim()).toBe(join(cwd, 'inner'));
    const { outcome, log } = await act('touch acted', { tty, cwd, callCwd: 'missing' });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'process.cwd', details: { cwd: join(cwd, 'missing') } },
    });
    expect(log.redactions).toBe(0);
    expect(readdirSync(cwd)).toEqual(['inner']);
  });

  it('refuses what the system would cut or refuse, without quoting it', async () => {
    const env = { PATH: '/bin', TOKEN: 'hunter2-hunter2\0rest' };
    const cut = await act('true', { tty, env });
    expect(cut.outcome.error).toMatchObject({ code: 'process.unfit' });
    expect(cut.outcome.error?.message).toContain('TOKEN');
    expect(JSON.stringify(cut.outcome)).not.toContain('hunter2');
    const long = await act('true', { tty, env: { PATH: '/bin', BIG: 'é'.repeat(70_000) } });
    expect(long.outcome.error?.message).toBe('environment variable BIG is longer than 128 KiB');
    expect((await act(`: ${'x'.repeat(140_000)}`, { tty })).outcome.error?.code).toBe('process.unfit');
  });

  it('keeps every byte as it was printed', async () => {
    const cwd = tempFolder();
    const bytes = Buffer.from(Array.from({ length: 256 * 40 }, (_, i) => i % 256));
    writeFileSync(join(cwd, 'bytes'), bytes);
    const { log } = await act(tty ? 'stty raw; cat bytes' : 'cat bytes', { tty, cwd });
    expect(log.content.equals(bytes)).toBe(true);
  });

  it('masks secrets in log, result and message, also when they come in pieces', async () => {
    const secret = 'correct-horse-battery';
    const script = 'printf "%s" correct-; sleep 0.05; printf "horse-battery\\n"; echo "bad $TOKEN"; exit 1';
    const { outcome, log } = await act(script, {
      tty,
      secrets: [secret],
      env: { PATH: '/usr/bin:/bin', TOKEN: secret },
    });
    expect(log.text.replaceAll('\r', '')).toBe('***\nbad ***\n');
    expect(outcome.error?.message).toBe('exit 1: bad ***');
    expect(outcome.result['stdout']).toBe('***\nbad ***\n');
    expect(outcome.log?.redactions).toBe(2);
  });

  it('has the last 64 KiB as its result and all of it in the log', async () => {
    const { outcome, log } = await act(
      'i=0; while [ $i -lt 3000 ]; do echo "$i 0123456789012345678901234567890"; i=$((i+1)); done',
      { tty },
    );
    const lines = String(outcome.result['stdout']).split('\n');
    expect(outcome.result['truncated']).toBe(true);
    expect(lines.at(-2)).toBe('2999 0123456789012345678901234567890');
    expect(String(outcome.result['stdout']).length).toBeGreaterThan(60_000);
    expect(String(outcome.result['stdout']).length).toBeLessThanOrEqual(65_536);
    expect(log.text.startsWith('0 0123')).toBe(true);
  });

  it('is ended when it prints more than its limit', async () => {
    const { outcome, log } = await act('yes', { tty, logLimit: 10_000 });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tool.log-limit', details: { limit: 10_000 } } });
    expect(log.bytes).toBe(10_000);
  });

  it('keeps no part of a secret that the limit cuts through', async () => {
    const secret = 'tok_Zq81LwR4f9Tz77Yx3Kd52Mv60Hn18Bc94Ps21';
    for (const limit of [2_039, 2_010, 2_003]) {
      const run = `printf 'x%.0s' $(seq 2000); printf '%s' "$TOKEN"; yes`;
      const env = { PATH: process.env['PATH'] ?? '', TOKEN: secret };
      const { outcome, log } = await act(run, { tty, env, secrets: [secret], logLimit: limit });
      expect(outcome.error?.code).toBe('tool.log-limit');
      expect(log.text).toBe('x'.repeat(2_000));
      expect(outcome.result['stdout']).toBe('x'.repeat(2_000));
    }
  });

  it('loses nothing that was printed before the exit', { timeout: 120_000 }, async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'megabyte'), Buffer.alloc(1024 * 1024, 'x'));
    const lengths = new Set<number>();
    for (let i = 0; i < 50; i += 1) lengths.add((await act('cat megabyte; exit 0', { tty, cwd })).log.bytes);
    expect([...lengths]).toEqual([1024 * 1024]);
  });

  it('loses nothing either when the log takes far longer than the process', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'bytes'), Buffer.alloc(200 * 1024, 'x'));
    const { outcome, log } = await act('cat bytes', { tty, cwd, writer: new SlowLog(20) });
    expect(outcome.ok).toBe(true);
    expect(log.bytes).toBe(200 * 1024);
  });

  it('is ended, and the fault told, when its log fails', async () => {
    const log = new MemoryLog();
    log.write = () => Promise.reject(new Error('disk full'));
    await expect(act('yes', { tty, writer: log })).rejects.toThrow('disk full');
    expect(log.redactions).toBe(0);
  });
});

it('gives the text of stdin to a process with pipes, which need not read it', async () => {
  expect((await act('cat', { stdin: 'grüße\n' })).log.text).toBe('grüße\n');
  expect((await act('cat; echo end')).log.text).toBe('end\n');
  expect((await act('exit 0', { stdin: 'x'.repeat(4_000_000) })).outcome.ok).toBe(true);
});

it('masks a secret of one stream when the other prints in between', async () => {
  const script = 'printf correct-; sleep 0.05; echo noise >&2; sleep 0.05; printf "horse-battery\\n"';
  const { log } = await act(script, { secrets: ['correct-horse-battery'] });
  expect(log.text).not.toMatch(/correct|horse/);
  expect(log.text).toContain('noise');
});

it('has a terminal of 120 by 30', async () => {
  const { log } = await act('stty size; test -t 0 && test -t 1 && test -t 2 && echo tty; echo $TERM', {
    tty: true,
  });
  expect(log.text).toBe('30 120\r\ntty\r\nxterm-256color\r\n');
});

it('tells what it is', async () => {
  const { tool } = await import('./act.ts');
  expect(tool.identity()).toEqual({ kind: 'shell', name: '/bin/sh', version: '1' });
});

/** Takes each piece only after a while. */
class SlowLog extends MemoryLog {
  readonly #ms: number;
  constructor(ms: number) {
    super();
    this.#ms = ms;
  }
  override write(bytes: Uint8Array): Promise<void> {
    void super.write(bytes);
    return new Promise((resolve) => setTimeout(resolve, this.#ms));
  }
}
