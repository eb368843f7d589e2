import { type ChildProcess, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import { roughServer, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers } from '#test/helpers/mcp/servers.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const SCRIPT = fileURLToPath(new URL('../../../helpers/mcp/hub-process.ts', import.meta.url));
const isFindable = process.platform === 'linux' || process.platform === 'darwin';

interface HubProcess {
  readonly child: ChildProcess;
  /** Processes of its server that run. */
  running(): Promise<readonly number[]>;
}

/** A process whose hub has started a server that does not end by itself. */
async function hubProcess(folder: string): Promise<HubProcess> {
  const tag = { HUB_TEST: crypto.randomUUID() };
  const { definition } = roughServer({ stubborn: true }, { env: tag });
  const child = spawn(process.execPath, [SCRIPT, folder, JSON.stringify(definition)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await sweepMarked(tag, { graceMs: 0 });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    expect(JSON.parse(line)).toMatchObject({ state: 'connected', error: null });
    break;
  }
  const running = async (): Promise<readonly number[]> => (await findMarked(tag)).map(({ pid }) => pid);
  expect(await running()).toHaveLength(1);
  return { child, running };
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

it.runIf(isFindable)('ends what the hub of a killed process has left, and nothing of one that lives', async () => {
  const folder = tempFolder();
  const gone = await hubProcess(folder);
  const alive = await hubProcess(folder);
  const elsewhere = await hubProcess(tempFolder());
  await Promise.all([killed(gone.child), killed(elsewhere.child)]);
  const left = await gone.running();
  expect(left, 'the server outlives its owner').toHaveLength(1);
  const alias = join(tempFolder(), 'same');
  symlinkSync(folder, alias);
  const { hub } = testClients(new FixedServers(roughServer()), { folder: alias });
  expect(hub.status('rough').state).toBe('stopped');
  expect(await gone.running(), 'nothing is ended before a server is wanted').toEqual(left);
  expect((await hub.start('rough')).state).toBe('connected');
  expect(await gone.running()).toEqual([]);
  expect(await alive.running()).toHaveLength(1);
  expect(await elsewhere.running(), 'of another data folder').toHaveLength(1);
});
