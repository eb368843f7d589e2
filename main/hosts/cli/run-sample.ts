import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLabel } from '#shared/run/ids.ts';
import { openControlRoom } from '../compose.ts';
import { runCommandLine } from './main.ts';

const SAMPLE = fileURLToPath(new URL('../../../resources/samples/release-notes.yaml', import.meta.url));

/** Runs a sample plan end to end, in a data folder of its own, and says what it did and where to look next. */
export async function runSample(): Promise<never> {
  const named = process.env['OPSROOM_DATA_DIR'];
  const dataDir = named === undefined || named === '' ? mkdtempSync(join(tmpdir(), 'opsroom-start-')) : named;
  console.log(
    'Ops Control Room runs a sample plan: it makes a git repository, clones it, writes release notes from its',
  );
  console.log(
    'commits and commits them. Before and after each step it reads the checks that decide whether it is done.',
  );
  console.log(`\n  plan         resources/samples/release-notes.yaml\n  data folder  ${dataDir}\n`);
  const data = ['--data-dir', dataDir];
  const code = await runCommandLine(['run', SAMPLE, '--workdir', dataDir, ...data]);
  console.log(code === 0 ? '\nWhat was recorded:\n' : '\nThe run did not pass. What was recorded:\n');
  await runCommandLine(['runs', '--limit', '5', ...data]);
  const label = await newestRun(dataDir);
  const options = `--data-dir ${dataDir}`;
  console.log('\nLook further:');
  console.log(`  npm run -s opsroom -- show ${label} ${options}         every reading, act and proof`);
  console.log(`  npm run -s opsroom -- artifacts ${label} ${options}    the release notes`);
  console.log(`  npm run -s opsroom -- replay ${label} ${options}       decide everything again`);
  console.log('  npm run -s opsroom -- --help');
  process.exit(code);
}

async function newestRun(dataDir: string): Promise<string> {
  const room = await openControlRoom({ dataDir, environment: process.env, mode: 'read-only' });
  const [newest] = room.store.runs.list({ limit: 1 });
  await room.close();
  return newest === undefined ? 'RUN' : runLabel(newest.number);
}
