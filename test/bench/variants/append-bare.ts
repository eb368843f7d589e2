// The baseline of events: one flushed 4 KiB write after another, which is what the disk can do.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { report } from '../figures.ts';

const [folder = '', count = '500'] = process.argv.slice(2);
const out = openSync(join(folder, 'flushed'), 'w');
const block = Buffer.alloc(4096, 1);
const started = performance.now();
for (let write = 0; write < Number(count); write += 1) {
  writeSync(out, block);
  fdatasyncSync(out);
}
closeSync(out);
report({ perSecond: (Number(count) / (performance.now() - started)) * 1000 });
