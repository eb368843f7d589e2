import { onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { appendSuite } from './append-suite.ts';
import { claimsSuite } from './claims-suite.ts';
import { operatorsSuite } from './operators-suite.ts';
import { readsSuite } from './reads-suite.ts';
import type { StoreKit } from './store-world.ts';

function sqliteKit(): StoreKit {
  const dataDir = tempFolder();
  const clock = new ManualClock();
  return {
    now: () => clock.now(),
    open() {
      const store = openStore({ dataDir, clock });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

claimsSuite('sqlite', sqliteKit);
appendSuite('sqlite', sqliteKit);
readsSuite('sqlite', sqliteKit);
operatorsSuite('sqlite', sqliteKit);
