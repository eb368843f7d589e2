import type { OpenWait, RunState } from '#main/engine/state.ts';
import { runLabel } from '#shared/run/ids.ts';
import { plainLine } from './format/text-width.ts';
import { dateAndTime } from './format/times.ts';
import { waitWord } from './format/words.ts';

/** What a run waits for, and exactly how to answer each question. */
export function waitLines(state: RunState): readonly string[] {
  const resume = state.pause === null ? [] : [`  resume with: opsroom resume ${runLabel(state.number)}`];
  const questions = state.steps.flatMap((step) => {
    const { wait } = step;
    if (wait === null) return [];
    const expires = wait.expiresAt === null ? '' : `, until ${dateAndTime(wait.expiresAt)}`;
    return [
      `  ${step.step.id} ${waitWord(wait.kind)}${expires}: ${plainLine(wait.message)}`,
      ...askerLines(wait).map((line) => `    ${line}`),
      `  answer with: ${answerCommand(runLabel(state.number), step.step.id, wait)}`,
    ];
  });
  return [...resume, ...questions];
}

/** Which server asks, in the middle of an act, and the whole address of the page that it wants opened. */
export function askerLines({ asker }: OpenWait): readonly string[] {
  if (asker === undefined) return [];
  const by = `asked by the server ${plainLine(asker.server)}`;
  return asker.url === null ? [by] : [by, `open, if you trust it: ${plainLine(asker.url)}`];
}

/** The command that answers a question, and no other one of the step. */
export function answerCommand(label: string, stepId: string, wait: OpenWait): string {
  const reason = wait.reasonRequired ? ' --reason "…"' : '';
  // A run whose server asks is being executed: nobody has to go on with it.
  const goOn = wait.asker === undefined ? ' --continue' : '';
  return `opsroom answer ${label} --step ${stepId} --question ${wait.askedSeq} ${answerFlags(wait)}${reason}${goOn}`;
}

function answerFlags(wait: OpenWait): string {
  switch (wait.kind) {
    case 'approval':
    case 'confirm':
      return '--approve (or --deny)';
    case 'form': {
      const isOptional = (name: string): boolean => wait.asker?.optional.includes(name) === true;
      const fields = Object.entries(wait.fields).filter(
        ([name, field]) => field.default === undefined && !isOptional(name),
      );
      // Without fields the answer itself says that it is done.
      if (Object.keys(wait.fields).length === 0) return '--approve (or --deny)';
      return `${fields.map(([name]) => `--set ${name}=…`).join(' ') || '--set NAME=…'} (or --deny)`;
    }
    case 'decision':
      return `--decide ${wait.decisions.join('|')}`;
  }
}
