import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClientError } from '#renderer/client/client-error.ts';
import { LogStream, type ReadLog } from '#renderer/client/log-stream.ts';
import type { LogChunk } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';

const RUN = '00000000-0000-7000-8000-000000000000' as RunId;
const LOST = { code: 'connection.lost', message: 'broke' };

/** A log that grows a piece with each read, and whose reads fail with the connection where `cuts` says so. */
class GrowingLog {
  readonly #bytes: Uint8Array;
  readonly #growth: number;
  readonly #cuts: readonly boolean[];
  #there = 0;
  #reads = 0;
  inFlight = 0;
  mostInFlight = 0;
  reads = 0;

  constructor(bytes: Uint8Array, growth: number, cuts: readonly boolean[]) {
    this.#bytes = bytes;
    this.#growth = growth;
    this.#cuts = cuts;
  }

  readonly read: ReadLog = async ({ offset, maxBytes }) => {
    this.reads += 1;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await Promise.resolve();
    this.inFlight -= 1;
    const cut = this.#cuts[this.#reads % Math.max(1, this.#cuts.length)] === true && this.#reads < 20;
    this.#reads += 1;
    if (cut) throw new ClientError(LOST);
    this.#there = Math.min(this.#bytes.length, this.#there + this.#growth);
    const next = Math.max(offset, Math.min(this.#there, offset + maxBytes));
    const text = Buffer.from(this.#bytes.subarray(offset, next)).toString('latin1');
    return { from: offset, next, text, size: this.#there, closed: this.#there === this.#bytes.length };
  };
}

async function readAll(stream: LogStream): Promise<readonly LogChunk[]> {
  const chunks: LogChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('a log stream', () => {
  test('gives every byte once and in order, over broken connections, from any offset', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 64 }),
        fc.nat({ max: 500 }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        async (bytes, growth, maxBytes, from, cuts) => {
          const begin = Math.min(from, bytes.length);
          const log = new GrowingLog(bytes, growth, cuts);
          const chunks = await readAll(new LogStream(log.read, { runId: RUN, logId: 'l', from: begin, maxBytes }));
          expect(chunks.map(({ text }) => text).join('')).toBe(Buffer.from(bytes.subarray(begin)).toString('latin1'));
          for (const [at, chunk] of chunks.entries()) expect(chunk.from).toBe(chunks[at - 1]?.next ?? begin);
          expect(log.mostInFlight).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  test('goes on at the same byte after the connection broke', async () => {
    const bytes = new TextEncoder().encode('0123456789');
    const log = new GrowingLog(bytes, 4, [false, true]);
    const chunks = await readAll(new LogStream(log.read, { runId: RUN, logId: 'l', maxBytes: 4 }));
    expect(chunks.map(({ text }) => text).join('')).toBe('0123456789');
  });

  test('asks for one chunk ahead and no more while nobody takes the last one in', async () => {
    const log = new GrowingLog(new Uint8Array(10_000), 10_000, []);
    const stream = new LogStream(log.read, { runId: RUN, logId: 'l', maxBytes: 10 });
    await stream.next();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(log.reads).toBe(2);
    await stream.next();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(log.reads).toBe(3);
    stream.stop();
  });

  test('rejects what is wrong with the log', async () => {
    const damaged = new ClientError({ code: 'log.damaged', message: 'the log is damaged' });
    const stream = new LogStream(() => Promise.reject(damaged), { runId: RUN, logId: 'l' });
    await expect(stream.next()).rejects.toBe(damaged);
  });

  test('ends when stopped while it waits', async () => {
    const stream = new LogStream(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
      { runId: RUN, logId: 'l' },
    );
    const next = stream.next();
    stream.stop();
    expect(await next).toBeNull();
  });
});
