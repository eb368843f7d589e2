import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a file of random bytes: a block of 1 MB again and again, each time with another beginning. */
export function writeRandom(file: string, megabytes: number): void {
  const out = openSync(file, 'w');
  const block = randomBytes(1_000_000);
  for (let part = 0; part < megabytes; part += 1) {
    block.writeUInt32BE(part);
    writeSync(out, block);
  }
  closeSync(out);
}
