import { type DryStep, type DryVerdict, dryRun } from '#main/runtime/dry-run.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Tone } from './format/paint.ts';
import { padText, plainLine, textWidth } from './format/text-width.ts';
import { hypotheticalRun } from './hypothetical-run.ts';
import type { Invocation } from './invocation.ts';
import type { SoundPlan } from './plan-file.ts';
import { prepareRun } from './prepare-run.ts';
import type { RunOptions } from './run-options.ts';
import { onStop } from './stop-signals.ts';

/** Reads a plan's preconditions and checks and says what a run would do. Nothing acts, and nothing is recorded. */
export async function dryRunPlan(invocation: Invocation, sound: SoundPlan, options: RunOptions): Promise<ExitCode> {
  const instruments = invocation.openInstruments();
  const prepared = await prepareRun(instruments, sound, options);
  const created = await hypotheticalRun(invocation, prepared, options, instruments.clock.now(), { withServers: true });
  const stop = new AbortController();
  const ignoreSignals = onStop((_count, signal) => stop.abort(new Error(signal)));
  let steps: readonly DryStep[];
  try {
    steps = await dryRun(instruments, prepared.plan, created, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.canceled;
    throw error;
  } finally {
    ignoreSignals();
  }
  const { plan } = prepared;
  const document = { dry: true, plan: { name: plan.name, version: plan.version, digest: prepared.digest }, steps };
  invocation.print(document, () => dryText(steps, invocation));
  return EXIT.ok;
}

const WORDS: Record<DryVerdict, { readonly text: string; readonly tone: Tone }> = {
  'already-satisfied': { text: 'already satisfied', tone: 'green' },
  'would-run': { text: 'would run', tone: 'cyan' },
  'would-skip': { text: 'would skip', tone: 'dim' },
  blocked: { text: 'blocked', tone: 'red' },
  'cannot-tell': { text: 'cannot tell', tone: 'yellow' },
};

function dryText(steps: readonly DryStep[], { io }: Invocation): string {
  const width = Math.max(...steps.map((step) => textWidth(plainLine(step.title))));
  return steps
    .map((step) => {
      const word = WORDS[step.verdict];
      const asks = step.asks ? ', after asking a person' : '';
      const reason = step.reason === '' ? '' : `  ${io.paint('dim', plainLine(step.reason))}`;
      return `${padText(plainLine(step.title), width)}  ${io.paint(word.tone, word.text)}${asks}${reason}\n`;
    })
    .join('');
}
