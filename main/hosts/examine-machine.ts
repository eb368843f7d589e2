import { statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProcess } from '#main/kernel/processes/run-process.ts';
import { probeKeyring } from '#main/secrets/keyring.ts';
import { vaultPath } from '#main/secrets/vault.ts';
import { readVaultFile } from '#main/secrets/vault-file.ts';
import { startTerminal } from '#main/tools/shell/terminal.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { childEnvironment } from './child-environment.ts';
import { sizeText } from './cli/format/times.ts';
import { nodeProblem } from './cli/node-version.ts';
import type { ControlRoom } from './compose.ts';
import { examineStore } from './examine-store.ts';

/** One thing that opsroom needs: whether it is there, and how to get it. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly fix?: string;
}

/** What is looked at. */
export interface Examined {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The data folder, at least for reading; asked only when its database is sound. */
  readonly openRoom: () => Promise<Pick<ControlRoom, 'store' | 'timing'>>;
}

const DEADLINE_MS = 10_000;
const LITTLE_SPACE = 1 << 30;
const NO_SPACE = 100 << 20;

/** Looks at everything, and changes nothing. */
export async function examineMachine(examined: Examined): Promise<readonly Finding[]> {
  const { dataDir } = examined;
  return [
    nodeFinding(),
    await guarded('terminal', 'npm rebuild node-pty, or use tty: false in shell steps', () =>
      terminalFinding(examined),
    ),
    await guarded('data folder', 'choose another one with --data-dir', () => folderFinding(dataDir)),
    ...(await examineStore(examined)),
    await guarded('secrets', 'look at the vault file, or restore it from a backup', () => secretsFinding(examined)),
    await guarded('git', 'install git: plans that use it need it', () => gitFinding(examined)),
    await guarded('disk space', 'look at the disk of the data folder', () => spaceFinding(dataDir)),
  ];
}

/** A look that itself fails is a finding too. */
async function guarded(name: string, fix: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined;
    return { name, status: 'fail', message: errorMessage(error), fix: hint ?? fix };
  }
}

function nodeFinding(): Finding {
  const { node } = process.versions;
  const problem = nodeProblem(node);
  if (problem === undefined) return { name: 'node', status: 'ok', message: node };
  return { name: 'node', status: 'fail', message: problem, fix: 'install a newer Node' };
}

async function terminalFinding({ environment }: Examined): Promise<Finding> {
  const name = 'terminal';
  const env = childEnvironment(environment, process.platform);
  const started = await startTerminal(
    { file: '/bin/sh', args: ['-c', 'exit 7'], cwd: '/', env },
    { width: 80, height: 24 },
  );
  if (!started.ok) {
    const fix = started.error.hint ?? 'npm rebuild node-pty, or use tty: false in shell steps';
    return { name, status: 'fail', message: started.error.message, fix };
  }
  const handle = started.value;
  const exitCode = await new Promise<number | null>((resolve) => {
    handle.listen({ output: () => {}, exited: (exit) => resolve(exit.exitCode), ended: () => {} });
  });
  handle.release();
  if (exitCode === 7) return { name, status: 'ok', message: 'a shell ran in a terminal' };
  return { name, status: 'fail', message: `a shell in a terminal ended with ${exitCode}`, fix: 'npm rebuild node-pty' };
}

async function folderFinding(dataDir: string): Promise<Finding> {
  const name = 'data folder';
  const found = statSync(dataDir, { throwIfNoEntry: false });
  if (found === undefined) {
    await access(existingParent(dataDir), constants.W_OK);
    return { name, status: 'ok', message: `${dataDir} will be made by the first run` };
  }
  if (!found.isDirectory()) {
    return { name, status: 'fail', message: `${dataDir} is not a folder`, fix: 'choose another one with --data-dir' };
  }
  await access(dataDir, constants.R_OK | constants.W_OK);
  const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0;
  if (!isOpen) return { name, status: 'ok', message: dataDir };
  return { name, status: 'warn', message: `${dataDir} can be read by others`, fix: `chmod 700 '${dataDir}'` };
}

function existingParent(path: string): string {
  const parent = dirname(path);
  if (parent === path || statSync(parent, { throwIfNoEntry: false }) !== undefined) return parent;
  return existingParent(parent);
}

async function secretsFinding({ dataDir, environment }: Examined): Promise<Finding> {
  const name = 'secrets';
  const source = (await readVaultFile(vaultPath(dataDir)))?.key.source;
  const hasPassphrase = (environment['OPSROOM_PASSPHRASE'] ?? '') !== '';
  if (source === 'passphrase') {
    const message = `the vault is protected by a passphrase${hasPassphrase ? ', which is set' : ''}`;
    return { name, status: 'ok', message };
  }
  const keyring = await probeKeyring();
  if (keyring.works) {
    const message =
      source === undefined ? 'the keyring works; there is no vault yet' : 'the keyring protects the vault';
    return { name, status: 'ok', message };
  }
  if (source === 'keyring') {
    return {
      name,
      status: 'fail',
      message: `the vault needs the keyring, and it does not work: ${keyring.reason}`,
      fix: 'unlock the keyring of your session; meanwhile secrets can come from environment variables',
    };
  }
  if (hasPassphrase) return { name, status: 'ok', message: 'no keyring here; OPSROOM_PASSPHRASE is set' };
  return {
    name,
    status: 'warn',
    message: `no keyring here (${keyring.reason})`,
    fix: 'set OPSROOM_PASSPHRASE for a vault, or give secrets as environment variables',
  };
}

async function gitFinding({ environment }: Examined): Promise<Finding> {
  const outcome = await runProcess({
    file: '/usr/bin/env',
    args: ['git', '--version'],
    cwd: '/',
    env: childEnvironment(environment, process.platform),
    timeoutMs: DEADLINE_MS,
    signal: AbortSignal.timeout(DEADLINE_MS),
    maxOutput: 4096,
  });
  if (outcome.started && outcome.exitCode === 0) {
    return { name: 'git', status: 'ok', message: outcome.stdout.bytes.toString('utf8').trim() };
  }
  return { name: 'git', status: 'warn', message: 'git was not found', fix: 'install git: plans that use it need it' };
}

async function spaceFinding(dataDir: string): Promise<Finding> {
  const name = 'disk space';
  const folder = statSync(dataDir, { throwIfNoEntry: false }) === undefined ? existingParent(dataDir) : dataDir;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const message = `${sizeText(free)} free`;
  if (free >= LITTLE_SPACE) return { name, status: 'ok', message };
  const fix = 'free some space, or choose a data folder on another disk';
  return { name, status: free < NO_SPACE ? 'fail' : 'warn', message, fix };
}
