import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '#main/kernel/logger.ts';
import { AppError } from '#shared/lib/app-error.ts';

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => lines.push(line) }, level: 'debug', ...options });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const hide = (text: string) => text.replaceAll('s3cr3t', '***');

describe('logger', () => {
  it('writes one JSON object per line, with level, time, message and data', () => {
    const { logger, lines, entries } = capture();
    logger.info('claimed', { run: 'R-1', lane: 'A' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(entries()[0]).toEqual({
      level: 30,
      time: expect.any(Number),
      pid: process.pid,
      msg: 'claimed',
      run: 'R-1',
      lane: 'A',
    });
  });

  it('leaves out what is below its level', () => {
    const { logger, entries } = capture({ level: 'warn' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(entries().map((entry) => entry['msg'])).toEqual(['c', 'd']);
  });

  it('adds the data of a child to each of its lines', () => {
    const { logger, entries } = capture();
    logger.child({ run: 'R-1' }).warn('slow', { ms: 5 });
    expect(entries()[0]).toMatchObject({ run: 'R-1', ms: 5, msg: 'slow' });
  });

  it('masks messages, nested values, keys, children and errors', () => {
    const { logger, lines } = capture({ mask: hide });
    const cause = Object.assign(new Error('login s3cr3t failed'), { code: 'ECONN-s3cr3t' });
    logger.info('token s3cr3t', { deep: [{ 'key-s3cr3t': 's3cr3t' }] });
    logger.child({ token: 's3cr3t' }).info('x');
    logger.error('boom', { error: new AppError('http.failed', 'with s3cr3t', { details: { url: 's3cr3t' }, cause }) });
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('s3cr3t');
    expect(lines.join('')).toContain('key-***');
  });

  it('writes the code, details and cause of an error, and nothing a driver hung on it', () => {
    const { logger, entries } = capture();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', request: { headers: { cookie: 'x' } } });
    logger.error('boom', { error: new AppError('http.failed', 'no answer', { details: { port: 1 }, cause }) });
    const error = entries()[0]?.['error'];
    expect(error).toMatchObject({ code: 'http.failed', message: 'no answer', details: { port: 1 } });
    expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED', message: 'refused' } });
    expect(JSON.stringify(error)).not.toContain('cookie');
  });

  it('writes values that JSON has no form for', () => {
    const { logger, entries } = capture();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    logger.info('odd', { loop, big: 10n ** 20n, several: new AggregateError([new Error('one')], 'many') });
    expect(entries()[0]).toMatchObject({
      loop: { self: '(circular)' },
      big: '100000000000000000000',
      several: { message: 'many', errors: [{ message: 'one' }] },
    });
  });
});
