import { expect, test } from 'vitest';
import { ClientError } from '#renderer/client/client-error.ts';
import { followAgain } from '#renderer/features/tools/server/follow-again.ts';

type Stream = AsyncIterable<string>;

async function* streamOf(values: readonly string[], end?: Error): AsyncGenerator<string, void, void> {
  yield* values;
  if (end !== undefined) throw end;
}

const closed = new ClientError({ code: 'mcp.closed', message: 'gone' });

/** Follows the streams one after the other, and tells what happened; the server is away after those of `away`. */
async function follow(streams: readonly Stream[], away: readonly Stream[] = []): Promise<readonly string[]> {
  const told: string[] = [];
  const stop = new AbortController();
  const left = [...streams];
  let last: Stream | undefined;
  const open = (): Promise<Stream> => {
    last = left.shift();
    if (last === undefined) stop.abort();
    return Promise.resolve(last ?? streamOf([]));
  };
  const returned = (): Promise<boolean> => {
    const wasAway = last !== undefined && away.includes(last);
    told.push(wasAway ? 'back' : 'there');
    return Promise.resolve(wasAway);
  };
  const take = (value: string, isFirst: boolean) => void told.push(isFirst ? `first ${value}` : value);
  try {
    await followAgain({ open, take, onLost: () => void told.push('lost'), returned }, stop.signal);
  } catch (error) {
    told.push(error instanceof ClientError ? error.code : String(error));
  }
  return told;
}

test('what ends with the connection is followed again when the server is back', async () => {
  const restarted = streamOf(['a'], closed);
  const changed = streamOf(['b', 'c'], closed);
  const broken = streamOf([], new ClientError({ code: 'connection.lost', message: 'no control room' }));
  const gone = streamOf([], closed);
  expect(await follow([restarted, changed, broken, gone, streamOf(['d', 'e'])], [restarted, gone])).toEqual([
    ...['first a', 'lost', 'back'],
    ...['first b', 'c', 'lost', 'there'],
    ...['lost', 'there'],
    ...['lost', 'back'],
    ...['first d', 'e', 'lost', 'there'],
  ]);
});

test('what is refused, or ended by a server that stands, is not asked for again and again', async () => {
  const refused = new ClientError({ code: 'mcp.failed', message: 'no such resource' });
  expect(await follow([streamOf(['a'], refused)])).toEqual(['first a', 'mcp.failed']);
  expect(await follow([streamOf(['a'], closed)])).toEqual(['first a', 'lost', 'there', 'mcp.closed']);
  expect(await follow([streamOf([])])).toEqual(['lost', 'there', 'mcp.closed']);
});
