import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes about so many megabytes of log-like lines; returns the bytes. */
export function writeLines(file: string, megabytes: number): number {
  const line = '2026-01-01T00:00:00Z INFO request served in 12 ms path=/api/v1/items status=200 bytes=5120\n';
  const block = Buffer.from(line.repeat(Math.ceil(1e6 / line.length)));
  const out = openSync(file, 'w');
  for (let written = 0; written < megabytes; written += 1) writeSync(out, block);
  closeSync(out);
  return block.length * megabytes;
}
