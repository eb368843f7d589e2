import { join } from 'node:path';

/** The log of the product itself, in a data folder. */
export function logPath(dataDir: string): string {
  return join(dataDir, 'opsroom.log');
}
