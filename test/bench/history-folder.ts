import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { latestVersion } from '#main/store/migrate.ts';
import { openStore } from '#main/store/open-store.ts';
import { startIndexer } from '#main/store/search/indexer.ts';
import { manyRuns } from '#test/helpers/many-runs.ts';

const RUNS = 100_000;

/** A data folder with a hundred thousand runs, indexed. It is made once and stays in the folder of the bench: only read it. */
export async function historyFolder(): Promise<string> {
  const dataDir = fileURLToPath(new URL(`history-${RUNS}-v${latestVersion()}`, import.meta.url));
  if (existsSync(dataDir)) return dataDir;
  const unfinished = `${dataDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  manyRuns(unfinished, RUNS);
  const filling = openStore({ dataDir: unfinished, clock: systemClock });
  const logs = createLogStore({ dataDir: unfinished });
  const indexer = startIndexer({ store: filling, logs, dataDir: unfinished, clock: systemClock });
  await indexer.caughtUp();
  await indexer.stop();
  filling.close();
  renameSync(unfinished, dataDir);
  return dataDir;
}
