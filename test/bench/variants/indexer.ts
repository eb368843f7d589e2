// The indexer beside somebody who waits for nothing longer than a frame: how long it holds up the process that it runs in, while
// it warms up the history and fills the text index of some thousand runs.
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { openStore } from '#main/store/open-store.ts';
import { startIndexer } from '#main/store/search/indexer.ts';
import { manyRuns } from '#test/helpers/many-runs.ts';
import { report } from '../figures.ts';

const [folder = '', count = '10000'] = process.argv.slice(2);
const dataDir = join(folder, 'data');
manyRuns(dataDir, Number(count));
const store = openStore({ dataDir, clock: systemClock });
const logs = createLogStore({ dataDir });
const delays = monitorEventLoopDelay({ resolution: 1 });
const began = performance.now();
delays.enable();
const indexer = startIndexer({ store, logs, dataDir, clock: systemClock });
await indexer.caughtUp();
delays.disable();
const seconds = (performance.now() - began) / 1000;
await indexer.stop();
store.close();
report({
  stallP99Ms: delays.percentile(99) / 1e6,
  stallMaxMs: delays.max / 1e6,
  runsPerSecond: Number(count) / seconds,
});
