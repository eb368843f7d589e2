import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger } from '#main/kernel/logger.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

describe('a log file', () => {
  it('holds each line as soon as it was written, for the owner only', () => {
    const file = join(tempFolder(), 'logs', 'opsroom.log');
    const logger = createLogger({ file, level: 'info' });
    logger.info('one');
    expect(readFileSync(file, 'utf8')).toContain('"msg":"one"');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    logger.close();
  });

  it('is appended to, also after a restart', () => {
    const file = join(tempFolder(), 'opsroom.log');
    for (const message of ['one', 'two']) {
      const logger = createLogger({ file, level: 'info' });
      logger.info(message);
      logger.close();
      logger.info('too late');
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one', 'two']);
  });

  it('that cannot be opened is a fault with its path', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => createLogger({ file: join(folder, 'file', 'x.log'), level: 'info' })).toThrow(
      expect.objectContaining({ code: 'log.unwritable', message: expect.stringContaining('x.log') }),
    );
  });

  it.skipIf(process.platform !== 'linux')('on a full disk fails nobody and says so', () => {
    const errors: string[] = [];
    const logger = createLogger({
      file: '/dev/full',
      level: 'info',
      onError: (error) => errors.push((error as NodeJS.ErrnoException).code ?? error.message),
    });
    logger.info('one');
    logger.info('two');
    logger.close();
    expect(errors).toEqual(['ENOSPC', 'ENOSPC']);
  });
});
