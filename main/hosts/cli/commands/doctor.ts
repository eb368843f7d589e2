import type { Command } from 'commander';
import { examineMachine, type Finding } from '../../examine-machine.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Tone } from '../format/paint.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

const TONES: Record<Finding['status'], Tone> = { ok: 'green', warn: 'yellow', fail: 'red' };

export function registerDoctor(program: Command, accept: Accept): void {
  program
    .command('doctor')
    .description('look at what opsroom needs: what is missing, and how to get it')
    .action(() => accept((invocation) => doctor(invocation)));
}

async function doctor(invocation: Invocation): Promise<ExitCode> {
  const findings = await examineMachine({
    dataDir: invocation.dataDir,
    environment: invocation.environment,
    openRoom: () => invocation.openRoom('read-only'),
  });
  const isWell = findings.every(({ status }) => status !== 'fail');
  const { paint } = invocation.io;
  const width = Math.max(...findings.map(({ name }) => name.length));
  invocation.print({ ok: isWell, checks: findings }, () =>
    findings
      .map(({ name, status, message, fix }) => {
        const line = `${paint(TONES[status], status.padEnd(4))}  ${name.padEnd(width)}  ${message}\n`;
        return fix === undefined ? line : `${line}${' '.repeat(width + 8)}${paint('dim', fix)}\n`;
      })
      .join(''),
  );
  return isWell ? EXIT.ok : EXIT.failed;
}
