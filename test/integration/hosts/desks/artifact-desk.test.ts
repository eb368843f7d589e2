import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openArtifactDesk } from '#main/hosts/desks/artifact-desk.ts';
import { createMask } from '#main/secrets/mask.ts';
import { createArtifactStore } from '#main/store/artifacts/artifact-store.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

it('content is read again to verify it only where that is wanted, or its file was changed', async () => {
  const folder = tempFolder();
  const store = createArtifactStore({ dataDir: folder });
  let read = 0;
  const counting: typeof store = {
    ...store,
    verify(digest, signal) {
      read += 1;
      return store.verify(digest, signal);
    },
  };
  const desk = openArtifactDesk(counting);
  writeFileSync(join(folder, 'a.txt'), 'what was left');
  const { digest } = await store.put(join(folder, 'a.txt'), 'a.txt', 'step', createMask([]));
  const again = { again: true };
  const known = { again: false };
  const seen = async (options: typeof again) => [await desk.verify(digest, options), read];
  expect(await seen(known)).toEqual(['intact', 1]);
  expect(await seen(known)).toEqual(['intact', 1]);
  expect(await seen(again)).toEqual(['intact', 2]);
  chmodSync(store.path(digest), 0o600);
  writeFileSync(store.path(digest), 'what was LEFT');
  expect(await seen(known)).toEqual(['changed', 3]);
  expect(await seen(known)).toEqual(['changed', 3]);

  const ended = desk.verify(digest, { again: true, signal: AbortSignal.abort() });
  await expect(ended).rejects.toThrow(/abort/i);
});
