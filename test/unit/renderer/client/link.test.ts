import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClientError } from '#renderer/client/client-error.ts';
import { type ConnectionState, type Connector, type OpenLink, ReconnectingLink } from '#renderer/client/link.ts';

type Answer = (input: unknown) => Promise<unknown>;

/** A connection whose calls are answered by a function, and which can be broken. */
function fakeLink(answer: Answer): OpenLink & { readonly calls: unknown[]; break: () => void } {
  let isOpen = true;
  let end = (): void => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  const calls: unknown[] = [];
  const close = (): void => {
    isOpen = false;
    end();
  };
  return {
    calls,
    closed,
    isOpen: () => isOpen,
    close,
    break: close,
    link: {
      call(_path, input) {
        calls.push(input);
        return answer(input);
      },
    },
  };
}

const options = { context: {} };
const started: ReconnectingLink[] = [];

function start(connector: Connector, states: ConnectionState[] = []): ReconnectingLink {
  const link = new ReconnectingLink(connector, {
    onState: (state) => states.push(state),
    patienceMs: 1_000,
    random: () => 1,
    pauseMs: [100, 400],
  });
  started.push(link);
  link.start();
  return link;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const link of started.splice(0)) link.stop();
  vi.useRealTimers();
});

describe('a call', () => {
  test('waits for the connection and is answered over it', async () => {
    let connect: (open: OpenLink) => void = () => {};
    const link = start(
      () =>
        new Promise((resolve) => {
          connect = resolve;
        }),
    );
    const answer = link.call(['system', 'state'], 1, options);
    const open = fakeLink((input) => Promise.resolve(input));
    connect(open);
    expect(await answer).toBe(1);
    expect(open.calls).toEqual([1]);
  });

  test('is given up after its patience, without having been sent', async () => {
    const link = start(() => new Promise(() => {}));
    const failure = expect(link.call(['a'], 1, options)).rejects.toMatchObject({ code: 'connection.missing' });
    await vi.advanceTimersByTimeAsync(1_000);
    await failure;
  });

  test('that was under way when the connection broke is rejected and not repeated', async () => {
    const first = fakeLink(() => new Promise((_, reject) => void first.closed.then(() => reject(new Error('closed')))));
    const second = fakeLink(() => Promise.resolve('again'));
    const links = [first, second];
    const link = start(() => Promise.resolve(links.shift() ?? second));
    await vi.advanceTimersByTimeAsync(0);
    const failure = expect(link.call(['runs', 'start'], 1, options)).rejects.toMatchObject({ code: 'connection.lost' });
    first.break();
    await failure;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(second.calls).toEqual([]);
    expect(await link.call(['runs', 'start'], 2, options)).toBe('again');
  });

  test('keeps the reason of a refusal', async () => {
    const data = { code: 'run.unknown', message: 'there is no run 9', hint: 'look', details: { ref: '9' } };
    const link = start(() => Promise.resolve(fakeLink(() => Promise.reject(new ORPCError('REFUSED', { data })))));
    const failure = await link.call(['runs', 'get'], 9, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClientError);
    expect(failure).toMatchObject(data);
  });

  test('gets a code for what the product did not say', async () => {
    const link = start(() => Promise.resolve(fakeLink(() => Promise.reject(new ORPCError('NOT_FOUND')))));
    await expect(link.call(['x'], 9, options)).rejects.toMatchObject({ code: 'client.not-found' });
  });

  test('that waits ends with the signal, for the reason of the signal', async () => {
    const link = start(() => new Promise(() => {}));
    const stop = new AbortController();
    const answer = link.call(['a'], 1, { ...options, signal: stop.signal });
    stop.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
  });
});

describe('a stream', () => {
  test('that breaks says so', async () => {
    const open = fakeLink(() => Promise.resolve(broken()));
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      await open.closed;
      throw new Error('queue closed');
    }
    const link = start(() => Promise.resolve(open));
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const value of (await link.call(['s'], 0, options)) as AsyncIterable<number>) {
        seen.push(value);
        open.break();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'connection.lost' });
    expect(seen).toEqual([1]);
  });
});

describe('the connection', () => {
  test('is made again after growing pauses, and tells how it stands', async () => {
    const states: ConnectionState[] = [];
    const tries: number[] = [];
    const refused = new ClientError({ code: 'connection.unreachable', message: 'no answer' });
    start(() => {
      tries.push(Date.now());
      return Promise.reject(refused);
    }, states);
    await vi.advanceTimersByTimeAsync(2_000);
    const pauses = tries.slice(1).map((time, at) => time - (tries[at] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 400]);
    expect(states.slice(0, 2).map(({ status }) => status)).toEqual(['connecting', 'lost']);
  });

  test('says that the control room does not know the page any more', async () => {
    const states: ConnectionState[] = [];
    start(() => Promise.reject(new ClientError({ code: 'connection.refused', message: 'unknown' })), states);
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toMatchObject({ status: 'lost', refused: true });
  });

  test('is tried at once when asked to', async () => {
    let tries = 0;
    const link = start(() => {
      tries += 1;
      return Promise.reject(new Error('no'));
    });
    await vi.advanceTimersByTimeAsync(0);
    link.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(tries).toBe(2);
  });
});
