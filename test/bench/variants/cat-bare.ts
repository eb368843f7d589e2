// The baseline of output: `cat` of a file through node-pty alone, as bytes, kept nowhere.
import { join } from 'node:path';
import { spawn } from 'node-pty';
import { report } from '../figures.ts';
import { writeLines } from '../write-lines.ts';

const [folder = '', megabytes = '200'] = process.argv.slice(2);
const file = join(folder, 'lines.txt');
const bytes = writeLines(file, Number(megabytes));
const started = performance.now();
let seen = 0;
await new Promise<void>((resolve) => {
  const terminal = spawn('/bin/sh', ['-c', 'cat "$FILE"'], {
    encoding: null,
    env: { PATH: process.env.PATH ?? '', FILE: file },
    cols: 120,
    rows: 30,
  });
  terminal.onData((data: unknown) => {
    seen += (data as Buffer).length;
  });
  terminal.onExit(() => resolve());
});
report({ mbPerSecond: bytes / 1e6 / ((performance.now() - started) / 1000), seenMb: seen / 1e6 });
