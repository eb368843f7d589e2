import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { markedValues } from '#main/kernel/processes/find-marked.ts';
import { isRunning, processIdentity, startOnMac } from '#main/kernel/processes/process-identity.ts';

const isKnown = process.platform === 'linux' || process.platform === 'darwin';

it.runIf(isKnown)('tells a process that runs from one that is gone, and from one of the same number', async () => {
  const own = await processIdentity(process.pid);
  expect(own).toMatch(new RegExp(`^${process.pid}-[\\w.-]+$`));
  expect(await isRunning(own ?? '')).toBe(true);
  expect(await isRunning(`${process.pid}-1`)).toBe(false);
  expect(await isRunning('no number')).toBe(false);
  const tag = crypto.randomUUID();
  const child = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'], OPS_TAG: tag, OPS_VALUE: own } });
  await once(child, 'spawn');
  const identity = (await processIdentity(child.pid ?? 0)) ?? '';
  expect(await isRunning(identity)).toBe(true);
  expect([...(await markedValues({ OPS_TAG: tag }, 'OPS_VALUE'))]).toEqual([own]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await isRunning(identity)).toBe(false);
  expect(await processIdentity(child.pid ?? 0)).toBeUndefined();
});

it('reads what ps tells on macOS', () => {
  expect(startOnMac('Ss+  Mon Nov  3 09:05:07 2025\n')).toBe('Mon.Nov.3.09-05-07.2025');
  expect(startOnMac('Z  Mon Nov  3 09:05:07 2025\n')).toBeUndefined();
  expect(startOnMac('')).toBeUndefined();
});
