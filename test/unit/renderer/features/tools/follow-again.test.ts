import { expect, test } from 'vitest';
import { ClientError } from '#renderer/client/client-error.ts';
import { followAgain } from '#renderer/features/tools/server/follow-again.ts';

type Stream = AsyncIterable<string>;

async function* streamOf(values: readonly string[], end?: Error): AsyncGenerator<string, void, void> {
  yield* values;
  if (end !== undefined) throw end;
}

const closed = new ClientError({ code: 'mcp.closed', message: 'gone' });

/** Follows the streams one after the other, and tells what happened. */
async function follow(streams: readonly Stream[]): Promise<readonly string[]> {
  const told: string[] = [];
  const stop = new AbortController();
  const left = [...streams];
  const open = (): Promise<Stream> => {
    const next = left.shift();
    if (next === undefined) stop.abort();
    return Promise.resolve(next ?? streamOf([]));
  };
  try {
    await followAgain(
      {
        open,
        take: (value, isFirst) => told.push(isFirst ? `first ${value}` : value),
        onLost: () => told.push('lost'),
        returned: () => Promise.resolve().then(() => void told.push('back')),
      },
      stop.signal,
    );
  } catch (error) {
    told.push(error instanceof ClientError ? error.code : String(error));
  }
  return told;
}

test('what ends with the connection is followed again when the server is back', async () => {
  const broken = new ClientError({ code: 'connection.lost', message: 'no control room' });
  const streams = [streamOf(['a', 'b'], closed), streamOf([], broken), streamOf(['c']), streamOf(['d'], closed)];
  expect(await follow(streams)).toEqual([
    'first a',
    'b',
    'lost',
    'back',
    'lost',
    'back',
    'first c',
    'lost',
    'back',
    'first d',
    'lost',
    'back',
  ]);
});

test('what is refused, or ends as soon as it began, is not asked for again', async () => {
  const refused = new ClientError({ code: 'mcp.failed', message: 'no such resource' });
  expect(await follow([streamOf(['a'], refused)])).toEqual(['first a', 'mcp.failed']);
  expect(await follow([streamOf([], closed)])).toEqual(['mcp.closed']);
  expect(await follow([streamOf([])])).toEqual(['mcp.closed']);
});
