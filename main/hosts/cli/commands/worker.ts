import type { Command } from 'commander';
import { startWorker } from '#main/runtime/worker.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { ControlRoom } from '../../compose.ts';
import { keepBackups } from '../../daily-backup.ts';
import { logPath } from '../../log-path.ts';
import { valueOf } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { plainLine } from '../format/text-width.ts';
import { timeOfDay } from '../format/times.ts';
import { runWord } from '../format/words.ts';
import type { Invocation } from '../invocation.ts';
import { leftText } from '../queue-text.ts';
import { onStop } from '../stop-signals.ts';
import type { Accept } from './accept.ts';

interface WorkerOptions {
  readonly lanes?: readonly Lane[];
  readonly maxRuns?: number;
  readonly untilIdle?: boolean;
}

/** How often is looked whether all is done, ms; wake-ups are looked at as they come. */
const LOOK_MS = 500;
/** Runs that are named when they are left. */
const MOST_NAMED = 5;

export function registerWorker(program: Command, accept: Accept): void {
  program
    .command('worker')
    .description('execute queued runs until stopped')
    .option('--lanes <lanes>', 'only these lanes, such as A,B', valueOf('lanes such as A,B.', readLanes))
    .option('--max-runs <n>', 'most runs at a time', valueOf('A whole number from 1 to 1000.', readCount))
    .option('--until-idle', 'end once nothing is under way and nothing queued can be taken')
    .action((options: WorkerOptions) => accept((invocation) => work(invocation, options)));
}

function readLanes(text: string): readonly Lane[] | undefined {
  const lanes = text
    .toUpperCase()
    .split(',')
    .map((part) => LANES.find((lane) => lane === part.trim()));
  return lanes.every((lane) => lane !== undefined) ? lanes : undefined;
}

function readCount(text: string): number | undefined {
  const value = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 1000 ? value : undefined;
}

async function work(invocation: Invocation, options: WorkerOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { store, services, host, pid, timing } = room;
  let ended = 0;
  let stopFor = (_why: string): void => {};
  const stopped = new Promise<string>((resolve) => {
    stopFor = resolve;
  });
  const tell = (line: string): void => {
    if (!invocation.json) invocation.io.out(`${timeOfDay(services.clock.now())}  ${line}\n`);
  };
  const worker = startWorker(
    { ...services, onEvents: (runId, events) => announce(room, runId, events, tell) },
    {
      host,
      pid,
      kind: 'worker',
      timing,
      lanes: options.lanes,
      maxRuns: options.maxRuns,
      onEnd(runId, end) {
        if (end === 'lost') tell(`${labelOf(room, runId)} lost to another owner`);
        if (end === 'faulted') tell(`${labelOf(room, runId)} stopped on a fault of ours: see ${logPath(room.dataDir)}`);
        if (isTerminal(store.runs.get(runId)?.execution ?? 'queued')) ended += 1;
      },
    },
  );
  const stopBackups = keepBackups(room);
  const ignoreSignals = onStop((count, signal) => {
    if (count === 1) stopFor(signal);
    // An act that does not end keeps a graceful stop waiting for its grace; who asks twice does not want to wait.
    else process.exit(EXIT.canceled);
  });
  const stopLooking = options.untilIdle === true ? onceIdle(room, options.lanes, () => stopFor('idle')) : () => {};
  invocation.io.gone.addEventListener('abort', () => stopFor('nobody reads the output'));
  tell(`worker ${worker.instance} on ${plainLine(host)} · ${room.dataDir}`);
  const why = await stopped;
  stopLooking();
  if (why !== 'idle') tell(`${why}: gives its runs back`);
  await worker.stop();
  await stopBackups();
  ignoreSignals();
  tell(`stopped; ${ended} ${ended === 1 ? 'run' : 'runs'} ended here`);
  const left = options.untilIdle === true ? leftQueued(room, options.lanes) : [];
  if (left.length > 0) {
    const more = left.length > MOST_NAMED ? ' and more' : '';
    const named = left.slice(0, MOST_NAMED).map(({ run, reason }) => `${run} (${reason})`);
    tell(`left in the queue: ${named.join(', ')}${more}`);
  }
  if (invocation.json) {
    invocation.print({ instance: worker.instance, ended, stoppedBy: why, left: left.slice(0, MOST_NAMED) }, () => '');
  }
  return EXIT.ok;
}

/** One line for each claim, and for each end of a run, of this worker. */
function announce(room: ControlRoom, runId: RunId, events: readonly RunEvent[], tell: (line: string) => void): void {
  for (const event of events) {
    const run = room.store.runs.get(runId);
    if (run === undefined) continue;
    const what = `${runLabel(run.number)} ${run.planName}`;
    if (event.type === 'run.resumed') tell(`${what} claimed, lane ${run.lane ?? '?'} of ${plainLine(run.sessionName)}`);
    if (event.type === 'run.parked') tell(`${what} waits: ${plainLine(event.data.reason)}`);
    if (event.type === 'run.finished' || event.type === 'run.canceled') {
      const reason = run.reason === '' ? '' : `: ${plainLine(run.reason)}`;
      tell(`${what} ${runWord(run).text}${reason}`);
    }
  }
}

interface Left {
  readonly run: string;
  readonly reason: string;
}

/** Queued runs that nobody takes: the newest, and one more where there are more than are named. */
function leftQueued({ store }: ControlRoom, lanes: readonly Lane[] | undefined): readonly Left[] {
  return store.runs
    .list({ status: ['queued'], limit: MOST_NAMED + 1 })
    .map((run) => ({ run: runLabel(run.number), reason: leftText(store, run, lanes) }));
}

/** Calls back once no run is under way, here or anywhere else, and this worker can claim none. */
function onceIdle(
  { store, services }: ControlRoom,
  lanes: readonly Lane[] | undefined,
  callback: () => void,
): () => void {
  let cancel = (): void => {};
  const look = (): void => {
    cancel();
    const underWay = store.runs.list({ status: ['claimed', 'running'], limit: 1 });
    if (underWay.length === 0 && !store.runs.claimable(lanes)) callback();
    else cancel = services.clock.schedule(LOOK_MS, look);
  };
  const stopWaking = store.onWake(look);
  look();
  return () => {
    cancel();
    stopWaking();
  };
}

function labelOf({ store }: ControlRoom, runId: RunId): string {
  const run = store.runs.get(runId);
  return run === undefined ? runId : runLabel(run.number);
}
