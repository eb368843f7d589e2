import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { all, NAME, openLog, TERMINAL } from './recorded-log.ts';

async function recorded(): Promise<Awaited<ReturnType<typeof openLog>>> {
  const clock = new ManualClock();
  const store = createLogStore({ dataDir: join(tempFolder(), 'data'), clock });
  const writer = store.open(NAME, TERMINAL);
  // Lines of 10 bytes, one each second; the third comes in two parts.
  for (const part of ['00 needle\n', '11 needle\n', '22 ne', 'edle\n', '33 needle\n']) {
    await writer.write(Buffer.from(part));
    await clock.advance(1_000);
  }
  const { path } = await writer.close(0);
  return openLog(store.resolve(path));
}

it('says of each line when it began', async () => {
  const log = await recorded();
  const lines = await log.lines({ from: 1, count: 10 });
  expect(lines.map(({ line, time }) => [line, time])).toEqual([
    [1, 1],
    [2, 2],
    [3, 4],
  ]);
  expect(await log.seconds()).toBe(5);
});

it.each([
  [0, 20, [0, 1]],
  [20, 23, []],
  [20, 24, [2]],
  [4, 40, [1, 2, 3]],
])('searches from byte %i to %i, windows without a gap', async (from, to, found) => {
  const log = await recorded();
  const matches = await all(log.search('needle', { from, to }));
  expect(matches.map(({ line }) => line)).toEqual(found);
});

it('replays from any offset', async () => {
  const log = await recorded();
  const pieces = await all(log.replay(23));
  expect(pieces.map(([time, bytes]) => [time, bytes.toString()])).toEqual([
    [2, 'ne'],
    [3, 'edle\n'],
    [4, '33 needle\n'],
  ]);
});
