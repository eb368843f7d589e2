import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { createFileVerifier } from '#main/verifiers/file.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { parsedCheck, verifierContext } from '#test/unit/verifiers/verifier-context.ts';

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

function setup() {
  const cwd = tempFolder();
  return {
    cwd,
    put: (path: string, data: string | Buffer): void => writeFileSync(join(cwd, path), data),
    read: (check: Record<string, unknown>, options: Parameters<typeof verifierContext>[0] = {}, clock = systemClock) =>
      createFileVerifier({ clock }).read(parsedCheck({ file: check }), verifierContext({ cwd, ...options })),
  };
}

describe('the file check', () => {
  it('tells what is there from what is not', async () => {
    const { read, put, cwd } = setup();
    put('a', 'data');
    mkdirSync(join(cwd, 'folder'));
    symlinkSync('nowhere', join(cwd, 'dangling'));
    expect(await read({ path: 'a' })).toMatchObject({ status: 'green', observed: { exists: true, bytes: 4 } });
    expect(await read({ path: 'a', exists: false })).toMatchObject({ status: 'red', observed: { exists: true } });
    expect(await read({ path: 'folder' })).toMatchObject({ status: 'green' });
    for (const path of ['absent', 'a/below', 'dangling']) {
      expect(await read({ path }), path).toMatchObject({ status: 'red', observed: { exists: false } });
      expect(await read({ path, exists: false }), path).toMatchObject({ status: 'green' });
      expect(await read({ path, contains: 'x' }), path).toMatchObject({ status: 'red' });
    }
  });

  it('compares the digest, of files of any size', async () => {
    const { read, put } = setup();
    const data = Buffer.alloc(3 * 1024 * 1024 + 1, 'abc');
    put('big', data);
    expect(await read({ path: 'big', sha256: hash(data) })).toMatchObject({
      status: 'green',
      observed: { sha256: hash(data), bytes: data.length },
    });
    expect(await read({ path: 'big', sha256: hash(data).toUpperCase() })).toMatchObject({ status: 'green' });
    expect(await read({ path: 'big', sha256: hash('other') })).toMatchObject({ status: 'red' });
  });

  it('takes a digest that an expression gave, with or without its prefix', async () => {
    const { cwd, put } = setup();
    put('a', 'data');
    const resolved = (sha256: string) => ({ ...parsedCheck({ exit: 0 }), file: { path: 'a', exists: true, sha256 } });
    const read = (sha256: string) =>
      createFileVerifier({ clock: systemClock }).read(resolved(sha256), verifierContext({ cwd }));
    expect(await read(`sha256:${hash('data')}`)).toMatchObject({ status: 'green' });
    expect(await read('abc')).toMatchObject({ status: 'unreadable' });
  });

  it('looks into the text', async () => {
    const { read, put } = setup();
    put('roles.sql', 'CREATE ROLE a;\nCREATE ROLE b;\n');
    put('empty', '');
    expect(await read({ path: 'roles.sql', contains: 'ROLE b', matches: 'CREATE ROLE \\w' })).toMatchObject({
      status: 'green',
    });
    expect(await read({ path: 'roles.sql', contains: 'ROLE c' })).toMatchObject({ status: 'red' });
    expect(await read({ path: 'roles.sql', matches: '^ROLE' })).toMatchObject({ status: 'red' });
    expect(await read({ path: 'roles.sql', matches: '(' })).toMatchObject({ status: 'unreadable' });
    expect(await read({ path: 'empty', contains: '' })).toMatchObject({ status: 'green' });
    const reading = await read({ path: 'roles.sql', contains: 'CREATE' });
    expect(JSON.stringify(reading.observed)).not.toContain('ROLE');
  });

  it('evaluates an expression over the JSON in it; what is not JSON is red', async () => {
    const { read, put } = setup();
    put('a.json', '\ufeff{"version": "1.2.0", "tags": ["x"]}');
    put('broken.json', '{"version": ');
    expect(await read({ path: 'a.json', json: "json.version == '1.2.0' && 'x' in json.tags" })).toMatchObject({
      status: 'green',
    });
    expect(await read({ path: 'a.json', json: "json.version == '2'" })).toMatchObject({ status: 'red' });
    expect(await read({ path: 'a.json', json: 'json.absent == 1' })).toMatchObject({ status: 'red' });
    expect(await read({ path: 'a.json', json: 'json.version' })).toMatchObject({ status: 'unreadable' });
    expect(await read({ path: 'broken.json', json: 'true' })).toMatchObject({
      status: 'red',
      message: 'broken.json is not valid JSON',
    });
  });

  it('cannot be read where there is no content to look into, or too much', async () => {
    const { read, put, cwd } = setup();
    mkdirSync(join(cwd, 'folder'));
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    symlinkSync('loop', join(cwd, 'loop'));
    put('large', '');
    truncateSync(join(cwd, 'large'), 64 * 1024 * 1024 + 1);
    expect(await read({ path: 'folder', contains: 'x' })).toMatchObject({ status: 'unreadable' });
    expect(await read({ path: 'pipe', contains: 'x' })).toMatchObject({
      status: 'unreadable',
      message: 'pipe is not a regular file',
    });
    expect(await read({ path: 'loop' })).toMatchObject({ status: 'unreadable', message: 'loop: ELOOP' });
    expect(await read({ path: 'large', contains: 'x' })).toMatchObject({ status: 'unreadable' });
    expect(await read({ path: 'large' })).toMatchObject({ status: 'green' });
  });

  it('gives up when the time is over, and throws what the run was stopped with', async () => {
    const { read, put, cwd } = setup();
    put('large', '');
    truncateSync(join(cwd, 'large'), 4 * 1024 * 1024 * 1024);
    const clock = new ManualClock();
    const pending = read({ path: 'large', sha256: hash('') }, { timeoutMs: 1_000 }, clock);
    await clock.advance(1_000);
    expect(await pending).toMatchObject({ status: 'unreadable', message: 'large: not read within 1s' });
    const controller = new AbortController();
    const stopped = read({ path: 'large', sha256: hash('') }, { signal: controller.signal }, clock);
    controller.abort('stopped');
    await expect(stopped).rejects.toBe('stopped');
    expect(clock.pending).toBe(0);
  });
});
