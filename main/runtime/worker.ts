import { uuidv7 } from '#main/kernel/uuid.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';
import { CanceledRuns } from './end-canceled.ts';
import { LaneScheduler } from './lane-scheduler.ts';
import type { ExecutorEnd } from './plan-executor.ts';
import { QuestionExpiry } from './question-expiry.ts';
import type { RuntimeServices } from './services.ts';
import { Staleness } from './staleness.ts';
import { supersedeEarlier } from './supersede.ts';

/** Times of heartbeats and takeovers, ms. */
export interface WorkerTiming {
  readonly beatMs: number;
  readonly leaseMs: number;
  readonly staleLooks: number;
}

/** As run-model says: a beat every 2 s, a lease of 10 s, three stale looks before a takeover. */
export const DEFAULT_TIMING: WorkerTiming = { beatMs: 2_000, leaseMs: 10_000, staleLooks: 3 };

export interface WorkerOptions {
  readonly host: string;
  readonly pid: number;
  /** What kind of process this is: worker, run, app. */
  readonly kind: string;
  readonly lanes?: readonly Lane[] | undefined;
  /** Executes only this run, and takes over only this one. */
  readonly only?: RunId | undefined;
  readonly maxRuns?: number | undefined;
  readonly timing?: WorkerTiming | undefined;
  readonly onEnd?: (runId: RunId, end: ExecutorEnd) => void;
}

/** A started worker. */
export interface Worker {
  readonly instance: InstanceId;
  readonly scheduler: LaneScheduler;
  /** Claims nothing any more, and says so to others; what is under way goes on. */
  drain(): void;
  /** Tells it that the machine slept. */
  noteSleep(): void;
  /** Gives its runs back and says goodbye. */
  stop(): Promise<void>;
}

const DEFAULT_MAX_RUNS = 32;
const SLEEP_MS = 5_000;

/** Starts executing queued runs: claims, beats, takes over what dead owners left, and expires questions. */
export function startWorker(services: RuntimeServices, options: WorkerOptions): Worker {
  const { store, clock, logger } = services;
  const timing = options.timing ?? DEFAULT_TIMING;
  const instance = uuidv7(clock.now()) as InstanceId;
  const actor: Actor = { kind: 'worker', name: `${options.kind}@${options.host}` };
  store.instances.register({
    id: instance,
    host: options.host,
    pid: options.pid,
    kind: options.kind,
    lanes: options.lanes,
    now: clock.now(),
  });
  const scheduler = new LaneScheduler(services, {
    instance,
    host: options.host,
    actor,
    leaseMs: timing.leaseMs,
    lanes: options.lanes,
    only: options.only,
    maxRuns: options.maxRuns ?? DEFAULT_MAX_RUNS,
    onEnd(runId, end) {
      if (end === 'ended') supersedeEarlier(store, runId, clock.now());
      options.onEnd?.(runId, end);
    },
  });
  const staleness = new Staleness({ leaseMs: timing.leaseMs, needed: timing.staleLooks, sleepMs: SLEEP_MS });

  const canceled = new CanceledRuns(services, actor, options.only);
  const expiry = new QuestionExpiry(services, options.only);

  /** What fails is tried again with the next beat, and keeps nothing else from being done. */
  const guarded = (what: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      logger.error(`${what} failed`, { error });
    }
  };

  const takeOver = (): void => {
    if (scheduler.isDraining) return;
    const owned = store.runs
      .owned()
      .filter((run) => run.owner !== instance && (options.only === undefined || run.runId === options.only));
    for (const run of staleness.look(owned, clock.now(), clock.monotonic())) {
      const { runId, generation, owner, ownerBeat } = run;
      const now = clock.now();
      const claim = store.runs.takeOver({
        runId,
        generation,
        owner,
        ownerBeat,
        newOwner: instance,
        host: options.host,
        now,
        leaseMs: timing.leaseMs,
        actor,
      });
      if (claim !== undefined) {
        logger.warn('took a run over from an owner that is gone', { runId, owner });
        scheduler.launch(claim);
      }
    }
  };

  let cancelBeat = (): void => {};
  let isStopped = false;
  const beat = (): void => {
    guarded('a heartbeat', () => store.instances.beat(instance, clock.now(), timing.leaseMs));
    guarded('taking runs over', takeOver);
    scheduler.settle();
    guarded('expiring questions', () => expiry.look());
    scheduler.wake();
    guarded('ending canceled runs', () => canceled.look());
    if (!isStopped) cancelBeat = clock.schedule(timing.beatMs, beat);
  };
  cancelBeat = clock.schedule(timing.beatMs, beat);
  scheduler.start();
  // After the scheduler, which claims those whose lane is free.
  const stopWaking = store.onWake(() => canceled.look());
  guarded('ending canceled runs', () => canceled.look());

  return {
    instance,
    scheduler,
    drain() {
      scheduler.drain();
      guarded('saying that nothing is claimed any more', () => store.instances.drain(instance));
    },
    noteSleep: () => staleness.noteSleep(clock.monotonic()),
    async stop() {
      isStopped = true;
      cancelBeat();
      // The lease must hold while acts are being ended.
      const keepAlive = keepBeating(services, instance, timing);
      stopWaking();
      await Promise.all([scheduler.stop(), canceled.stop()]);
      keepAlive();
      store.instances.retire(instance);
    },
  };
}

function keepBeating(
  { store, clock, logger }: RuntimeServices,
  instance: InstanceId,
  timing: WorkerTiming,
): () => void {
  let cancel = (): void => {};
  const beat = (): void => {
    try {
      store.instances.beat(instance, clock.now(), timing.leaseMs);
    } catch (error) {
      logger.error('a heartbeat failed', { error });
    }
    cancel = clock.schedule(timing.beatMs, beat);
  };
  cancel = clock.schedule(timing.beatMs, beat);
  return () => cancel();
}
