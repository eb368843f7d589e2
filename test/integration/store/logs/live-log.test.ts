import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogWriter } from '#main/engine/ports/log.ts';
import { type LogReader } from '#main/store/logs/log-reader.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { all, NAME, NODE, openLog, TERMINAL } from './recorded-log.ts';

describe('a live log', () => {
  const collect = (reader: LogReader, signal: AbortSignal, from = 0) => {
    const seen = { text: '' };
    let arrived: () => void = () => undefined;
    const done = (async () => {
      for await (const bytes of reader.follow({ signal, from })) {
        seen.text += bytes.toString();
        arrived();
      }
    })();
    const until = async (wanted: string) => {
      while (seen.text !== wanted) await new Promise<void>((wake) => (arrived = wake));
    };
    return { done, until, text: () => seen.text };
  };

  async function open(): Promise<{ writer: LogWriter; reader: LogReader }> {
    const store = createLogStore({ dataDir: tempFolder() });
    const writer = store.open(NAME, TERMINAL);
    return { writer, reader: await openLog(store.resolve('0190-run/build.1.cast')) };
  }

  test('is followed to its end', async () => {
    const { writer, reader } = await open();
    const { done, until, text } = collect(reader, new AbortController().signal);
    await writer.write(Buffer.from('one '));
    await until('one ');
    expect(await reader.size()).toEqual({ bytes: 4, lines: 1, closed: false });
    await writer.write(Buffer.from('two '));
    await until('one two ');
    await writer.write(Buffer.from('three'));
    await writer.close(0);
    await done;
    expect(text()).toBe('one two three');
  });

  test('is followed from an offset, until the follower stops or the writer is given up', async () => {
    const { writer, reader } = await open();
    const controller = new AbortController();
    await writer.write(Buffer.from('one '));
    const { done, until } = collect(reader, controller.signal, 2);
    await until('e ');
    controller.abort();
    await done;
    const rest = await all(reader.follow({ signal: new AbortController().signal, isAbandoned: () => true }));
    expect(Buffer.concat(rest).toString()).toBe('one ');
    await writer.close(0);
  });

  test('is followed from another process', async () => {
    const dataDir = tempFolder();
    const script = `
      import { createLogStore } from '#main/store/logs/log-store.ts';
      const writer = createLogStore({ dataDir: process.argv[1] }).open(${JSON.stringify(NAME)}, { width: 80, height: 24 });
      writer.write(Buffer.from('begun '));
      process.stdin.once('data', async () => {
        for (let i = 0; i < 2000; i += 1) await writer.write(Buffer.alloc(1000, 'x'));
        await writer.close(0);
        process.exit();
      });
    `;
    const child = spawn(NODE, ['--input-type=module', '-e', script, dataDir], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const exited = once(child, 'exit');
    const path = join(dataDir, 'logs/0190-run/build.1.cast');
    // The folder appears with the log in it.
    while (!existsSync(path)) await new Promise((wake) => setImmediate(wake));
    const reader = await openLog(path);
    const { done, until, text } = collect(reader, new AbortController().signal);
    await until('begun ');
    child.stdin.write('go');
    await done;
    expect(text().length).toBe(2_000_006);
    await exited;
  });
});
