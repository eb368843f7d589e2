import { open } from 'node:fs/promises';

/** Brings a folder's entries onto the medium: a rename is there for good only once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself is all that can be had.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
