import type { Command } from 'commander';
import type { RunFilter } from '#main/engine/ports/store.ts';
import { loadRun } from '#main/runtime/commands.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { DISPOSITIONS, EXECUTIONS, VERIFICATIONS } from '#shared/run/verdict.ts';
import { collect, valueOf } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { dateAndTime, parseSince, spanText } from '../format/times.ts';
import { EXPIRED_WAIVER, runWord } from '../format/words.ts';
import type { Invocation } from '../invocation.ts';
import { isWaiverExpired } from '../run-document.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface RunsOptions {
  readonly status?: readonly string[];
  readonly plan?: string;
  readonly session?: string;
  readonly since?: string;
  readonly text?: string;
  readonly limit: number;
}

const WORDS: readonly string[] = [...EXECUTIONS, ...VERIFICATIONS, ...DISPOSITIONS];

export function registerRuns(program: Command, accept: Accept): void {
  program
    .command('runs')
    .description('list runs, newest first')
    .option('--status <word>', `only runs that are so (repeatable): ${WORDS.join(', ')}`, collect)
    .option('--plan <name>', 'only runs of this plan')
    .option('--session <session>', 'only runs of this session, by name or id')
    .option('--since <time>', 'only runs made since: 2026-01-31, 2026-01-31T10:00Z, 2h, 7d')
    .option('--text <text>', 'only runs with this in plan name, label, session or reason')
    .option('--limit <n>', 'most runs', valueOf('A whole number from 1 on.', wholeNumber), 50)
    .action((options: RunsOptions) => accept((invocation) => runs(invocation, options)));
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

async function runs(invocation: Invocation, options: RunsOptions): Promise<ExitCode> {
  const unknown = options.status?.find((word) => !WORDS.includes(word));
  if (unknown !== undefined) throw usageError(`no run is ever ${unknown}`, `one of ${WORDS.join(', ')}`);
  const { found, expired } = await findRuns(invocation, options);
  invocation.print({ runs: found }, () => (found.length === 0 ? '' : runsTable(found, expired, invocation)));
  if (found.length === 0) invocation.say('no runs');
  return EXIT.ok;
}

interface FoundRuns {
  readonly found: readonly RunSummary[];
  /** Those of which a waiver has ended. */
  readonly expired: ReadonlySet<RunId>;
}

async function findRuns(invocation: Invocation, options: RunsOptions): Promise<FoundRuns> {
  const now = Date.now();
  const since = options.since === undefined ? undefined : parseSince(options.since, now);
  try {
    const { store } = await invocation.openRoom('read-only');
    const session = options.session === undefined ? undefined : store.sessions.find(options.session);
    if (options.session !== undefined && session === undefined) {
      throw usageError(`there is no session ${options.session}`, 'opsroom runs shows the sessions of all runs');
    }
    const filter: RunFilter = {
      limit: options.limit,
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.plan === undefined ? {} : { planName: options.plan }),
      ...(options.text === undefined ? {} : { text: options.text }),
      ...(session === undefined ? {} : { sessionId: session.id }),
      ...(since === undefined ? {} : { since }),
    };
    const found = store.runs.list(filter);
    const waived = found.filter((run) => run.verification === 'waived');
    const expired = waived.filter((run) => isWaiverExpired(loadRun(store, run.runId), now)).map((run) => run.runId);
    return { found, expired: new Set(expired) };
  } catch (error) {
    // A data folder in which nothing ever ran: that it holds nothing is the answer.
    if (errorCode(error) === 'store.missing' && (error as { details?: unknown }).details === undefined) {
      return { found: [], expired: new Set() };
    }
    throw error;
  }
}

function runsTable(found: readonly RunSummary[], expired: ReadonlySet<RunId>, { io }: Invocation): string {
  return table(
    found,
    [
      { title: 'RUN', value: (run) => runLabel(run.number) },
      { title: 'STATUS', value: (run) => statusText(run, expired.has(run.runId)) },
      { title: 'STRENGTH', value: (run) => run.strength ?? '' },
      { title: 'PLAN', value: (run) => `${run.planName} ${run.planVersion}`, most: 40 },
      { title: 'SESSION', value: (run) => `${run.sessionName}${run.lane === null ? '' : `/${run.lane}`}`, most: 24 },
      { title: 'STEPS', value: (run) => `${run.stepsDone}/${run.stepsTotal}` },
      { title: 'MADE', value: (run) => dateAndTime(run.createdAt) },
      { title: 'TOOK', value: (run) => tookText(run) },
      { title: 'REASON', value: (run) => run.reason },
    ],
    io.outWidth,
  );
}

function statusText(run: RunSummary, isExpired: boolean): string {
  const { glyph, text } = isExpired ? EXPIRED_WAIVER : runWord(run);
  return `${glyph} ${text}${run.disposition === 'open' ? '' : ` (${run.disposition})`}`;
}

function tookText(run: RunSummary): string {
  if (run.startedAt === null) return '';
  return run.finishedAt === null ? '' : spanText(run.finishedAt - run.startedAt);
}
