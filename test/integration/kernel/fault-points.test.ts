import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { processState } from '#test/helpers/process-state.ts';

const program = `
  import { armFaultPoints, faultPoint } from '#main/kernel/fault-points.ts';
  armFaultPoints(process.argv[1]);
  process.stdout.write('before\\n');
  faultPoint('middle');
  process.stdout.write('after\\n');
`;

function start(spec: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, spec], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, output: () => output };
}

it('ends the process at once where kill is armed', async () => {
  const { child, output } = start('middle=kill');
  const [code, signal] = await once(child, 'close');
  expect({ code, signal, output: output() }).toEqual({ code: null, signal: 'SIGKILL', output: 'before\n' });
});

it.skipIf(process.platform !== 'linux')('freezes the process where pause is armed, until it is continued', async () => {
  const { child, output } = start('middle=pause');
  await expect.poll(() => processState(child.pid ?? 0), { timeout: 20_000 }).toBe('T');
  expect(output()).toBe('before\n');
  child.kill('SIGCONT');
  const [code] = await once(child, 'close');
  expect({ code, output: output() }).toEqual({ code: 0, output: 'before\nafter\n' });
});

it('runs through where another point is armed', async () => {
  const { child, output } = start('elsewhere=kill');
  const [code] = await once(child, 'close');
  expect({ code, output: output() }).toEqual({ code: 0, output: 'before\nafter\n' });
});
