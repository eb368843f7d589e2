import { onTestFinished } from 'vitest';
import { type OpenedStore, openStore } from '#main/store/open-store.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

/** A store on a data folder (a new one by default), closed when the test ends. */
export function openStoreAt(dataDir = tempFolder(), clock = new ManualClock()): OpenedStore {
  const store = openStore({ dataDir, clock });
  onTestFinished(() => store.close());
  return store;
}

export function openWorld(dataDir = tempFolder()): {
  readonly world: StoreWorld;
  readonly store: OpenedStore;
  readonly dataDir: string;
  readonly clock: ManualClock;
} {
  const clock = new ManualClock();
  const store = openStoreAt(dataDir, clock);
  return { world: new StoreWorld({ now: () => clock.now(), open: () => store }), store, dataDir, clock };
}
