import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { Toast } from '#renderer/ui/toast.tsx';
import type { RunId } from '#shared/run/ids.ts';
import { plainText } from './plain-text.ts';
import type { Section } from './sections.ts';

const MOST_LINES = 20_000;
const PAGE = 2000;

/** Puts what is selected, or else the recordings of the chosen step, on the clipboard; answers with what to say. */
export async function copyLog(
  runId: RunId,
  sections: readonly Section[],
  selected: string | null,
  selection: string,
): Promise<Toast> {
  try {
    if (selection !== '') {
      await navigator.clipboard.writeText(selection);
      return { title: 'Selection copied' };
    }
    const own = sections.filter(({ step, log }) => log !== null && step.summary.id === selected);
    const chosen = own.length > 0 ? own : sections.filter(({ log }) => log !== null);
    const lines: string[] = [];
    for (const { log } of chosen) {
      if (log === null) continue;
      for (let from = 0; lines.length < MOST_LINES; from += PAGE) {
        const page = await client.logs.lines({ runId, logId: log.logId, from, count: PAGE });
        lines.push(...page.lines.map(({ text }) => plainText(text)));
        if (page.lines.length < PAGE) break;
      }
    }
    await navigator.clipboard.writeText(lines.slice(0, MOST_LINES).join('\n'));
    const count = Math.min(lines.length, MOST_LINES).toLocaleString('en-US');
    const title = lines.length > MOST_LINES ? `First ${count} lines copied` : `${count} lines copied`;
    return { title };
  } catch (error) {
    return { status: 'failed', title: 'The log was not copied', text: `${toClientError(error).message}.` };
  }
}
