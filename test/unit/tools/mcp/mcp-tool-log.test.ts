import { openSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LogWriter } from '#main/engine/ports/log.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createMask } from '#main/secrets/mask.ts';
import { CastWriter } from '#main/store/logs/log-writer.ts';
import { LineLog } from '#main/tools/mcp/mcp-tool-log.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { LogRef } from '#shared/run/artifact.ts';

const mask = createMask([{ name: 'TOKEN', value: 's3cr3t-value' }]);

/** A writer that waits for its disk after each piece, until it is let go. */
class SlowWriter implements LogWriter {
  text = '';
  release = (): void => {};

  write(bytes: Uint8Array): Promise<void> {
    this.text += Buffer.from(bytes).toString('utf8');
    return new Promise((resolve) => {
      this.release = resolve;
    });
  }

  close(redactions: number): Promise<LogRef> {
    return Promise.resolve({ path: 'x', bytes: this.text.length, lines: 1, digest: 'sha256:0', redactions } as LogRef);
  }
}

it('leaves lines out while the disk lags behind, and says how many', async () => {
  const writer = new SlowWriter();
  const log = new LineLog({ mask, logLimit: undefined, openLog: () => writer });
  for (const line of ['one s3cr3t-value', 'two', 'three']) log.line(line);
  expect(writer.text).toBe('one ***\r\n');
  writer.release();
  await expect.poll(() => writer.text).toContain('… 2 lines left out: the disk was too slow\r\n');
  log.line('four');
  expect((await log.close())?.redactions).toBe(1);
  expect(writer.text).toMatch(/… 1 line left out: the disk was too slow\r\n$/);
});

it.runIf(process.platform === 'linux')('tells of a full disk when it is closed, and at no other time', async () => {
  const writer = new CastWriter({
    path: '/dev/full',
    name: 'x',
    fd: openSync('/dev/full', 'w'),
    terminal: { width: 80, height: 24 },
    clock: systemClock,
    durable: false,
  });
  const log = new LineLog({ mask, logLimit: undefined, openLog: () => writer });
  log.line('one');
  const state = async () => (await writer.write(Buffer.from('.'))?.catch(() => 'full')) ?? 'takes more';
  await expect.poll(state).toBe('full');
  // A rejection that nobody handles would end the process.
  log.line('two');
  log.line('three');
  await expect(log.close()).rejects.toMatchObject({ code: 'log.write' });
});

it('tells that it could not be made when it is closed, and at no other time', async () => {
  const fault = new AppError('log.write', 'the log cannot be made');
  let times = 0;
  const log = new LineLog({
    mask,
    logLimit: undefined,
    openLog: () => {
      times += 1;
      throw fault;
    },
  });
  log.line('one');
  log.line('two');
  expect(times).toBe(1);
  await expect(log.close()).rejects.toBe(fault);
});
