import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { createTcpVerifier } from '#main/verifiers/tcp.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { parsedCheck, verifierContext } from '#test/unit/verifiers/verifier-context.ts';

const read = (
  check: Record<string, unknown>,
  options: Parameters<typeof verifierContext>[0] = {},
  clock = systemClock,
) => createTcpVerifier({ clock }).read(parsedCheck({ tcp: check }), verifierContext(options));

async function listen(onConnection: (socket: Socket) => void = () => {}): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('the tcp check', () => {
  it('tells an open port from a closed one', async () => {
    const open = await listen();
    const closed = await freePort();
    expect(await read({ port: open })).toMatchObject({ status: 'green', observed: { open: true } });
    expect(await read({ port: open, open: false })).toMatchObject({ status: 'red' });
    expect(await read({ port: closed })).toMatchObject({ status: 'red', observed: { open: false } });
    expect(await read({ port: closed, open: false })).toMatchObject({ status: 'green' });
    expect(await read({ port: closed, host: 'localhost' })).toMatchObject({ status: 'red', observed: { open: false } });
    expect(await read({ port: open, host: 'localhost' })).toMatchObject({ status: 'green' });
  });

  it('hangs up at once', async () => {
    let hangUp = (): void => {};
    const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
    const port = await listen((socket) => socket.resume().once('close', hangUp));
    expect(await read({ port })).toMatchObject({ status: 'green' });
    await hungUp;
  });

  it('cannot be read where the host is not found, or the port is none', async () => {
    expect(await read({ host: 'no-such-host.invalid', port: 1 })).toMatchObject({ status: 'unreadable' });
    const check = parsedCheck({ tcp: { port: 1 } });
    for (const port of ['abc', '0', '70000']) {
      const resolved = { ...check, tcp: { host: '127.0.0.1', open: true, port } };
      const reading = await createTcpVerifier({ clock: systemClock }).read(resolved, verifierContext());
      expect(reading).toMatchObject({ status: 'unreadable' });
    }
  });

  it('cannot be read where nobody answers in time, and throws what the run was stopped with', async () => {
    const clock = new ManualClock();
    // A name that takes its time to be looked up: neither an answer nor a refusal yet.
    const pending = read({ host: 'no-such-host.invalid', port: 1 }, { timeoutMs: 1_000 }, clock);
    await clock.advance(1_000);
    expect(await pending).toMatchObject({ status: 'unreadable' });
    expect(clock.pending).toBe(0);
    const controller = new AbortController();
    const stopped = read({ host: 'no-such-host.invalid', port: 1 }, { signal: controller.signal }, clock);
    controller.abort('stopped');
    await expect(stopped).rejects.toBe('stopped');
    expect(clock.pending).toBe(0);
  });
});
