import { expect, it, onTestFinished } from 'vitest';
import { connect } from '#main/tools/mcp/connect.ts';
import type { Connection } from '#main/tools/mcp/connection.ts';
import { clientOptions, parts } from '#test/helpers/mcp/clients.ts';
import { GO, httpServer, listen, listing, sessionServer } from '#test/helpers/mcp/session-server.ts';

const signal = new AbortController().signal;

/** A connection to a server whose lists of tools come when they are let go, and those that wait. */
async function slowLists(): Promise<{ readonly connection: Connection; readonly held: (() => void)[] }> {
  const held: (() => void)[] = [];
  const { handler } = sessionServer(
    (_, response) => response.writeHead(500).end(),
    (...exchange) => held.push(() => listing([GO])(...exchange)),
  );
  const server = httpServer(await listen(handler));
  const connection = await connect(parts(), { ...clientOptions(), server, pinnedProtocol: null });
  onTestFinished(() => connection.close());
  return { connection, held };
}

it('lists one after the other, so that each list is whole', async () => {
  const { connection, held } = await slowLists();
  const first = connection.offer(signal);
  await expect.poll(() => held.length).toBe(1);
  // The server says meanwhile that its tools changed.
  connection.forgetOffer();
  const second = connection.offer(signal);
  held[0]?.();
  await expect.poll(() => held.length).toBe(2);
  held[1]?.();
  expect([...(await first).tools.keys()]).toEqual(['go']);
  expect([...(await second).tools.keys()]).toEqual(['go']);
  expect(await connection.offer(signal), 'the later one is believed').toBe(await second);
});

it('goes on with a list that some do not wait for any more', async () => {
  const { connection, held } = await slowLists();
  const stop = new AbortController();
  const gone = connection.offer(stop.signal);
  const stayed = connection.offer(signal);
  await expect.poll(() => held.length).toBe(1);
  stop.abort(new Error('enough'));
  await expect(gone).rejects.toThrow('enough');
  const late = connection.offer(signal);
  held[0]?.();
  expect([...(await stayed).tools.keys()]).toEqual(['go']);
  expect(held).toHaveLength(1);
  expect(await late).toBe(await stayed);
});

it('lists once for two that found the same offer wanting', async () => {
  const { connection, held } = await slowLists();
  const begun = connection.offer(signal);
  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  const old = await begun;
  connection.forgetOffer(old);
  const first = connection.offer(signal);
  connection.forgetOffer(old);
  const second = connection.offer(signal);
  await expect.poll(() => held.length).toBe(2);
  held[1]?.();
  expect(await first).toBe(await second);
  connection.forgetOffer(old);
  expect(await connection.offer(signal), 'what came since is kept').toBe(await first);
  expect(held).toHaveLength(2);
});
