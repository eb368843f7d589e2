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
      `  answer with: ${answerCommand(runLabel(state.number), step.step.id, wait)}`,
    ];
  });
  return [...resume, ...questions];
}

/** The command that answers a question. */
export function answerCommand(label: string, stepId: string, wait: OpenWait): string {
  const reason = wait.reasonRequired ? ' --reason "…"' : '';
  return `opsroom answer ${label} --step ${stepId} ${answerFlags(wait)}${reason} --continue`;
}

function answerFlags(wait: OpenWait): string {
  switch (wait.kind) {
    case 'approval':
    case 'confirm':
      return '--approve (or --deny)';
    case 'form': {
      const fields = Object.entries(wait.fields).filter(([, field]) => field.default === undefined);
      // Without fields the answer itself says that it is done.
      if (Object.keys(wait.fields).length === 0) return '--approve (or --deny)';
      return `${fields.map(([name]) => `--set ${name}=…`).join(' ') || '--set NAME=…'} (or --deny)`;
    }
    case 'decision':
      return `--decide ${wait.decisions.join('|')}`;
  }
}
