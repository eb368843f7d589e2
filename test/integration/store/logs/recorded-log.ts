import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LogReader, openLog as openReader } from '#main/store/logs/log-reader.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';

export const NAME = { runId: '0190-run' as RunId, stepId: 'build', try: 1, undo: false };
export const TERMINAL = { width: 80, height: 24 };
export const NODE = resolve('node_modules/.bin/node');

export async function openLog(path: string): Promise<LogReader> {
  const reader = await openReader(path);
  onTestFinished(() => reader.close());
  return reader;
}

export async function record(
  dataDir: string,
  chunks: readonly Uint8Array[],
  name = NAME,
): Promise<{ path: string; ref: LogRef }> {
  const store = createLogStore({ dataDir });
  const writer = store.open(name, TERMINAL);
  for (const chunk of chunks) await writer.write(chunk);
  const ref = await writer.close(3);
  return { path: store.resolve(ref.path), ref };
}

export const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
