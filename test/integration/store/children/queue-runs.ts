// Queues one run for each line that it reads, and says when the commit was acknowledged (ns of the machine's steady clock).
import { createInterface } from 'node:readline';
import { systemClock } from '#main/kernel/clock.ts';
import { openStore } from '#main/store/open-store.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';

const [dataDir = ''] = process.argv.slice(2);
const store = openStore({ dataDir, clock: systemClock });
const world = new StoreWorld({ now: () => Date.now(), open: () => store });
process.stdout.write('ready\n');
for await (const _line of createInterface({ input: process.stdin })) {
  const before = process.hrtime.bigint();
  world.queue();
  process.stdout.write(`${before}\n`);
}
store.close();
