// Verification of a bundle that was just exported.
import { join } from 'node:path';
import { exportRun } from '#main/hosts/export-run.ts';
import { verifyBundle } from '#main/proof/verify/verify-bundle.ts';
import { report } from '../figures.ts';
import { type BundleKind, endedRun } from '../proof-run.ts';

const [folder = '', kind = 'steps', size = '1000'] = process.argv.slice(2);
const { room, runId, signer } = await endedRun(folder, kind as BundleKind, Number(size));
const file = join(folder, 'one.zip');
const bundle = await exportRun(room, { runId, signer, file, signal: new AbortController().signal });
const started = performance.now();
const trusted = [{ fingerprint: signer.fingerprint, name: 'bench' }];
const { outcome } = await verifyBundle(file, { trusted, now: Date.now() });
const seconds = (performance.now() - started) / 1000;
if (outcome !== 'valid') throw new Error(`the bundle is ${outcome}`);
report({ seconds, mbPerSecond: bundle.bytes / 1e6 / seconds, mb: bundle.bytes / 1e6 });
process.exit(0);
