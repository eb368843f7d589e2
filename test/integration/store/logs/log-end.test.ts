import { appendFileSync, closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newestLog, readLogEnd } from '#main/store/logs/log-end.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const RUN = '01990000-0000-7000-8000-000000000000' as RunId;

async function record(dataDir: string, parts: Iterable<Uint8Array>, stepId = 'a'): Promise<string> {
  const logs = createLogStore({ dataDir, durable: false });
  const writer = logs.open({ runId: RUN, stepId, try: 1, undo: false }, { width: 80, height: 24 });
  for (const part of parts) await writer.write(part);
  return logs.resolve((await writer.close(0)).path);
}

async function endOf(path: string): Promise<string> {
  return ((await readLogEnd(path, -1))?.pieces ?? []).map(({ text }) => text).join('');
}

describe('the end of a recording', () => {
  test('is the end of its output, whatever was printed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 3_000, unit: 'binary' }), { maxLength: 30 }),
        async (parts) => {
          const path = await record(
            tempFolder(),
            parts.map((part) => Buffer.from(part)),
          );
          const all = parts.join('');
          const end = await endOf(path);
          expect(all.endsWith(end.replace(/^\uFFFD+/, ''))).toBe(true);
          expect(end.length).toBeGreaterThanOrEqual(Math.min(all.length, 8_000));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('of 50 MB is read without the rest, also when every byte is escaped', async () => {
    const block = Buffer.alloc(1 << 20, 0x07);
    block.write('last line', block.length - 9);
    const path = await record(
      tempFolder(),
      Array.from({ length: 50 }, () => block),
    );
    // What stands before the end is not looked at: damage there goes unnoticed.
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(1 << 20, 0x0a), 0, 1 << 20, 20 << 20);
    closeSync(file);
    expect((await endOf(path)).endsWith('last line')).toBe(true);
  });

  test('is not read again while nothing was added, and not there for a file that is gone', async () => {
    const path = await record(tempFolder(), [Buffer.from('text\n')]);
    const first = await readLogEnd(path, -1);
    expect(first?.pieces.map(({ text }) => text)).toEqual(['text\n']);
    expect(await readLogEnd(path, first?.fileBytes ?? 0)).toBeUndefined();
    appendFileSync(path, '[9.000000,"o","more"]\n');
    expect(await endOf(path)).toBe('text\nmore');
    expect(await readLogEnd(`${path}.gone`, -1)).toBeUndefined();
  });

  test('leaves out a line that was torn', async () => {
    const path = await record(tempFolder(), [Buffer.from('text\n')]);
    appendFileSync(path, '[9.000000,"o","to');
    expect(await endOf(path)).toBe('text\n');
    truncateSync(path, 10);
    expect(await endOf(path)).toBe('');
  });
});

test('the newest recording is the one that was written to last', async () => {
  const dataDir = tempFolder();
  await record(dataDir, [Buffer.from('1')], 'first');
  await record(dataDir, [Buffer.from('2')], 'second');
  const folder = join(dataDir, 'logs', RUN);
  writeFileSync(join(folder, 'second.1.cast.idx'), 'not a recording');
  expect(await newestLog(folder)).toBe('second.1.cast');
  expect(await newestLog(join(dataDir, 'nowhere'))).toBeUndefined();
});
