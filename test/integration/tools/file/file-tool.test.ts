import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFileTool } from '#main/tools/file/file-tool.ts';
import { toolCall } from '#shared/pulser/tool-call.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { toolContext } from '../tool-context.ts';

const tool = createFileTool({ version: '1.2.3' });
const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

function setup(options: Parameters<typeof toolContext>[0] = {}) {
  const cwd = tempFolder();
  const at = (path: string): string => join(cwd, path);
  return {
    cwd,
    at,
    put: (path: string, text = path): void => writeFileSync(at(path), text),
    text: (path: string): string => readFileSync(at(path), 'utf8'),
    mode: (path: string): number => statSync(at(path)).mode & 0o777,
    run: (call: Record<string, unknown>) => tool.run(toolCall.parse({ file: call }), toolContext({ cwd, ...options })),
  };
}

describe('write', () => {
  it('makes a file and says what stands in it', async () => {
    const { run, at, text, mode } = setup();
    expect(await run({ write: 'a.txt', content: 'hällo', mode: '0640' })).toEqual({
      ok: true,
      error: null,
      result: { path: at('a.txt'), bytes: 6, sha256: hash('hällo'), changed: true },
      outputs: {},
      log: null,
    });
    expect(text('a.txt')).toBe('hällo');
    expect(mode('a.txt')).toBe(0o640);
    await run({ write: 'a.json', json: { a: [1] } });
    expect(text('a.json')).toBe('{\n  "a": [\n    1\n  ]\n}\n');
    expect(mode('a.json')).toBe(0o666 & ~process.umask());
  });

  it('keeps the mode of the file it replaces, and leaves no other file behind', async () => {
    const { run, cwd, put, text, mode, at } = setup();
    put('a.sh', 'old');
    chmodSync(at('a.sh'), 0o751);
    await run({ write: 'a.sh', content: 'new' });
    expect(text('a.sh')).toBe('new');
    expect(mode('a.sh')).toBe(0o751);
    expect(readdirSync(cwd)).toEqual(['a.sh']);
  });

  it('leaves a file alone that is already as it should be', async () => {
    const { run, put, at, mode } = setup();
    put('a', 'same');
    utimesSync(at('a'), 1, 1);
    const inode = statSync(at('a')).ino;
    expect((await run({ write: 'a', content: 'same' })).result).toMatchObject({ changed: false, sha256: hash('same') });
    expect(statSync(at('a'))).toMatchObject({ ino: inode, mtimeMs: 1000 });
    expect((await run({ write: 'a', content: 'same', mode: '0600' })).result).toMatchObject({ changed: true });
    expect(mode('a')).toBe(0o600);
  });

  it('replaces a file in one step: who has it open reads the old one to its end', async () => {
    const { run, put, at, text } = setup();
    put('a', 'old');
    linkSync(at('a'), at('second-name'));
    await run({ write: 'a', content: 'new' });
    expect([text('a'), text('second-name')]).toEqual(['new', 'old']);
  });

  it('follows a link, also one to a file that is not there yet', async () => {
    const { run, put, at, text } = setup();
    put('real', 'old');
    symlinkSync('real', at('link'));
    symlinkSync('later', at('dangling'));
    await run({ write: 'link', content: 'new' });
    await run({ write: 'dangling', content: 'made' });
    expect(readlinkSync(at('link'))).toBe('real');
    expect([text('real'), text('later')]).toEqual(['new', 'made']);
  });

  it('says what is in the way', async () => {
    const { run, at, put } = setup();
    mkdirSync(at('folder'));
    put('file');
    expect((await run({ write: 'folder', content: '' })).error).toMatchObject({ code: 'file.directory' });
    expect((await run({ write: 'no/such/file', content: '' })).error).toMatchObject({
      code: 'file.missing',
      hint: expect.stringContaining('mkdir'),
    });
    expect((await run({ write: 'file/below', content: '' })).error).toMatchObject({ code: 'file.not-directory' });
    expect((await run({ write: '/dev/null', content: '' })).error).toMatchObject({ code: 'file.special' });
  });

  it('stops before it starts when the run was stopped', async () => {
    const { run, cwd } = setup({ signal: AbortSignal.abort() });
    expect(await run({ write: 'a', content: 'x' })).toMatchObject({ ok: false, error: { code: 'tool.stopped' } });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('leaves the old file whole when the process is killed before the rename', () => {
    const { cwd, put, text } = setup();
    put('a', 'old');
    const source = (path: string): string => JSON.stringify(new URL(`../../../../${path}`, import.meta.url).href);
    const script = `
      import { armFaultPoints } from ${source('main/kernel/fault-points.ts')};
      import { writeAtomically } from ${source('main/tools/file/atomic-write.ts')};
      armFaultPoints(process.argv[1]);
      const options = { mode: undefined, newMode: undefined, signal: new AbortController().signal };
      await writeAtomically(${JSON.stringify(join(cwd, 'a'))}, { text: 'new' }, options);`;
    const write = (fault: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, fault], { encoding: 'utf8' });
    expect(write('file.before-rename=kill').signal).toBe('SIGKILL');
    expect(text('a')).toBe('old');
    expect(write('file.before-rename=throw').stderr).toContain('fault-point.struck');
    expect(text('a')).toBe('old');
    // Only the kill leaves its temporary file; the next write is not disturbed by it.
    expect(readdirSync(cwd)).toHaveLength(2);
    expect(write('').status).toBe(0);
    expect(text('a')).toBe('new');
  });
});

describe('copy', () => {
  it('copies content and mode, over what stands with the mode of what stands', async () => {
    const { run, put, at, text, mode } = setup();
    put('a', 'data');
    chmodSync(at('a'), 0o750);
    expect((await run({ copy: 'a', to: 'b' })).result).toEqual({
      path: at('b'),
      bytes: 4,
      sha256: hash('data'),
      changed: true,
    });
    expect(mode('b')).toBe(0o750);
    put('c', 'other');
    chmodSync(at('c'), 0o600);
    await run({ copy: 'a', to: 'c' });
    expect([text('c'), mode('c')]).toEqual(['data', 0o600]);
    expect((await run({ copy: 'a', to: 'c' })).result).toMatchObject({ changed: false });
  });

  it('copies a file of many pieces', async () => {
    const { run, at } = setup();
    const data = Buffer.alloc(5 * 1024 * 1024 + 123, 'pattern-');
    writeFileSync(at('big'), data);
    expect((await run({ copy: 'big', to: 'copy' })).result).toMatchObject({ bytes: data.length, sha256: hash(data) });
    expect(readFileSync(at('copy')).equals(data)).toBe(true);
  });

  it('refuses directories and what is missing', async () => {
    const { run, at, put, cwd } = setup();
    mkdirSync(at('folder'));
    put('a');
    expect((await run({ copy: 'folder', to: 'b' })).error).toMatchObject({ code: 'file.directory' });
    expect((await run({ copy: 'a', to: 'folder' })).error).toMatchObject({ code: 'file.directory' });
    expect((await run({ copy: 'nothing', to: 'b' })).error).toMatchObject({ code: 'file.missing' });
    expect((await run({ copy: '/dev/zero', to: 'b' })).error).toMatchObject({ code: 'file.special' });
    expect(readdirSync(cwd).sort()).toEqual(['a', 'folder']);
  });

  it('ends when its time is up, with nothing left', async () => {
    const { run, at, cwd } = setup({ timeoutMs: 1 });
    writeFileSync(at('big'), Buffer.alloc(64 * 1024 * 1024));
    expect((await run({ copy: 'big', to: 'copy' })).error).toMatchObject({ code: 'tool.timeout' });
    expect(readdirSync(cwd)).toEqual(['big']);
  });
});

describe('move', () => {
  it('renames files, links and directories', async () => {
    const { run, put, at, text, cwd } = setup();
    put('a', 'data');
    put('b', 'old');
    mkdirSync(at('folder'));
    put('folder/inner');
    symlinkSync('nowhere', at('link'));
    expect((await run({ move: 'a', to: 'b' })).result).toEqual({
      path: at('b'),
      bytes: 4,
      sha256: hash('data'),
      changed: true,
    });
    await run({ move: 'folder', to: 'other' });
    await run({ move: 'link', to: 'link-2' });
    expect(text('b')).toBe('data');
    expect(text('other/inner')).toBe('folder/inner');
    expect(lstatSync(at('link-2')).isSymbolicLink()).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['b', 'link-2', 'other']);
  });

  it.runIf(existsSync('/dev/shm'))('moves a file to another device', async () => {
    const { run, put, at, cwd } = setup();
    const elsewhere = mkdtempSync('/dev/shm/opsroom-test-');
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    put('a', 'data');
    chmodSync(at('a'), 0o754);
    utimesSync(at('a'), 1000, 1000);
    const to = join(elsewhere, 'b');
    expect((await run({ move: 'a', to })).result).toMatchObject({ path: to, sha256: hash('data'), changed: true });
    expect(readFileSync(to, 'utf8')).toBe('data');
    expect(statSync(to)).toMatchObject({ mtimeMs: 1_000_000 });
    expect(statSync(to).mode & 0o777).toBe(0o754);
    expect([...readdirSync(cwd), ...readdirSync(elsewhere)]).toEqual(['b']);
    mkdirSync(at('folder'));
    expect((await run({ move: 'folder', to: join(elsewhere, 'folder') })).error).toMatchObject({ code: 'file.failed' });
  });

  it('refuses what is missing and a directory in the way; moving onto itself changes nothing', async () => {
    const { run, put, at, text } = setup();
    put('a');
    mkdirSync(at('folder'));
    expect((await run({ move: 'nothing', to: 'b' })).error).toMatchObject({ code: 'file.missing' });
    expect((await run({ move: 'a', to: 'folder' })).error).toMatchObject({ code: 'file.directory' });
    expect((await run({ move: 'a', to: './a' })).result).toMatchObject({ changed: false });
    expect(text('a')).toBe('a');
  });
});

describe('delete', () => {
  it('removes files and links, and is content where nothing is', async () => {
    const { run, put, at, cwd } = setup();
    put('kept');
    put('a');
    symlinkSync('kept', at('link'));
    expect((await run({ delete: 'a' })).result).toEqual({ path: at('a'), changed: true });
    expect((await run({ delete: 'a' })).result).toEqual({ path: at('a'), changed: false });
    await run({ delete: 'link' });
    expect(readdirSync(cwd)).toEqual(['kept']);
  });

  it('removes a directory only when told to, and never what a link in it leads to', async () => {
    const { run, put, at, cwd } = setup();
    put('kept');
    mkdirSync(at('folder/deep'), { recursive: true });
    put('folder/deep/file');
    symlinkSync('../kept', at('folder/link'));
    symlinkSync('../../', at('folder/deep/up'));
    expect((await run({ delete: 'folder' })).error).toMatchObject({ code: 'file.directory' });
    expect(existsSync(at('folder/deep/file'))).toBe(true);
    expect((await run({ delete: 'folder', recursive: true })).result).toMatchObject({ changed: true });
    expect(readdirSync(cwd)).toEqual(['kept']);
  });

  it('never removes the folder of the run or one that holds it', async () => {
    const { at, put, text } = setup();
    mkdirSync(at('work'));
    put('work/kept', 'kept');
    for (const path of ['.', '..', at('work')]) {
      const call = toolCall.parse({ file: { delete: path, recursive: true } });
      const outcome = await tool.run(call, toolContext({ cwd: at('work') }));
      expect(outcome.error, path).toMatchObject({ code: 'file.refused' });
    }
    expect(text('work/kept')).toBe('kept');
  });
});

describe('template', () => {
  it('fills places by name', async () => {
    const { run, put, text } = setup();
    put('t', 'host={{host}} port={{ port }} list={{list}} other={{ .Values.x }} {{host}}');
    const { result } = await run({
      template: 't',
      to: 'out',
      values: { host: '$& {{port}}', port: 8080, list: [1, 'a'] },
    });
    expect(text('out')).toBe('host=$& {{port}} port=8080 list=[1,"a"] other={{ .Values.x }} $& {{port}}');
    expect(result).toMatchObject({ sha256: hash(text('out')), changed: true });
  });

  it('names every place without a value, and writes nothing', async () => {
    const { run, put, at } = setup();
    put('t', '{{a}} {{b}} {{toString}} {{b}}');
    expect(await run({ template: 't', to: 'out', values: { a: '1' } })).toMatchObject({
      ok: false,
      error: { code: 'file.template', details: { names: ['b', 'toString'] } },
    });
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('mkdir', () => {
  it('makes a directory with its parents once', async () => {
    const { run, at, mode, put } = setup();
    expect((await run({ mkdir: 'a/b/c', mode: '0700' })).result).toEqual({ path: at('a/b/c'), changed: true });
    expect(mode('a/b/c')).toBe(0o700);
    expect((await run({ mkdir: 'a/b/c' })).result).toMatchObject({ changed: false });
    expect((await run({ mkdir: 'a/b/c', mode: '0755' })).result).toMatchObject({ changed: true });
    put('file');
    expect((await run({ mkdir: 'file' })).error).toMatchObject({ code: 'file.exists' });
    expect((await run({ mkdir: 'file/below' })).error).toMatchObject({ code: 'file.not-directory' });
  });
});
