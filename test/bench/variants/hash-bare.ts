// The baseline of proof bundles: sha256 of a file, and nothing else.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { report } from '../figures.ts';
import { writeRandom } from '../write-random.ts';

const [folder = '', megabytes = '256'] = process.argv.slice(2);
const file = join(folder, 'random');
writeRandom(file, Number(megabytes));
const started = performance.now();
const hash = createHash('sha256');
for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(block as Buffer);
hash.digest();
const seconds = (performance.now() - started) / 1000;
report({ seconds, mbPerSecond: Number(megabytes) / seconds });
