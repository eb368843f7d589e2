// Export of an ended run: read, hashed, signed, written, flushed and recorded.
import { join } from 'node:path';
import { exportRun } from '#main/hosts/export-run.ts';
import { report } from '../figures.ts';
import { type BundleKind, endedRun } from '../proof-run.ts';

const [folder = '', kind = 'steps', size = '1000'] = process.argv.slice(2);
const { room, runId, signer } = await endedRun(folder, kind as BundleKind, Number(size));
const started = performance.now();
const { signal } = new AbortController();
const bundle = await exportRun(room, { runId, signer, file: join(folder, 'one.zip'), signal });
const seconds = (performance.now() - started) / 1000;
report({ seconds, mbPerSecond: bundle.bytes / 1e6 / seconds, mb: bundle.bytes / 1e6 });
process.exit(0);
