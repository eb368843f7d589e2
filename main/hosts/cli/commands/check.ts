import type { Command } from 'commander';
import { strictProblems } from '#main/compiler/strict.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { diagnosticText, type PlanFile, readPlanFile } from '../plan-file.ts';
import type { Accept } from './accept.ts';

export function registerCheck(program: Command, accept: Accept): void {
  program
    .command('check')
    .description('check plans: every problem as file:line:col severity code message')
    .argument('<plan...>', 'plan files, or - for standard input')
    .option('--strict', 'steps that only an exit code verifies are errors')
    .action((files: string[], options: { strict?: boolean }) =>
      accept((invocation) => check(invocation, files, options.strict === true)),
    );
}

async function check(invocation: Invocation, files: readonly string[], strict: boolean): Promise<ExitCode> {
  const read: PlanFile[] = [];
  for (const file of files) read.push(await readPlanFile(invocation.io, file));
  const plans = read.map((plan) => ({ ...plan, diagnostics: diagnosticsOf(plan, strict) }));
  const document = {
    plans: plans.map(({ file, plan, digest, diagnostics }) => ({
      file,
      valid: !hasError(diagnostics),
      ...(plan === undefined ? {} : { name: plan.name, version: plan.version, steps: plan.steps.length, digest }),
      diagnostics,
    })),
  };
  invocation.print(document, () =>
    plans
      .flatMap(({ file, diagnostics }) => diagnostics.map((one) => diagnosticText(file, one, invocation.io)))
      .join(''),
  );
  for (const { file, plan, diagnostics } of plans) {
    if (plan === undefined || hasError(diagnostics)) continue;
    invocation.say(`${file}: ${plan.name} ${plan.version} is valid, ${plan.steps.length} steps`);
  }
  return plans.some(({ diagnostics }) => hasError(diagnostics)) ? EXIT.usage : EXIT.ok;
}

/** The problems of a plan; with `strict` the warnings of steps that a strict run refuses are errors. */
function diagnosticsOf({ plan, diagnostics }: PlanFile, strict: boolean): readonly Diagnostic[] {
  if (!strict || plan === undefined || strictProblems(plan).length === 0) return diagnostics;
  return diagnostics.map((one) => (one.code === 'step.weak' ? { ...one, severity: 'error' as const } : one));
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
