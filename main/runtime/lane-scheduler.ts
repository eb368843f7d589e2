import type { Claim } from '#main/engine/ports/store.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';
import { type ExecutorEnd, PlanExecutor } from './plan-executor.ts';
import type { RuntimeServices } from './services.ts';
import { UnsettledRuns } from './unsettled-runs.ts';

export interface SchedulerOptions {
  readonly instance: InstanceId;
  readonly host: string;
  readonly actor: Actor;
  readonly leaseMs: number;
  /** Only these lanes; all when absent. */
  readonly lanes?: readonly Lane[] | undefined;
  /** Only this run: what `opsroom run` executes. */
  readonly only?: RunId | undefined;
  /** Most runs at a time. */
  readonly maxRuns: number;
  readonly onEnd?: (runId: RunId, end: ExecutorEnd) => void;
}

/** Claims runs whose lane and locks are free, and executes them, as many at a time as it may. */
export class LaneScheduler {
  readonly #services: RuntimeServices;
  readonly #options: SchedulerOptions;
  readonly #executors = new Map<RunId, { executor: PlanExecutor; done: Promise<void> }>();
  readonly #unsettled: UnsettledRuns;
  #isStopped = false;
  #isDraining = false;
  #stopWaking: () => void = () => {};

  constructor(services: RuntimeServices, options: SchedulerOptions) {
    this.#services = services;
    this.#options = options;
    this.#unsettled = new UnsettledRuns(services, options.instance, options.actor);
  }

  /** Runs under way here. */
  get active(): number {
    return this.#executors.size;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Claims nothing any more; what is under way goes on. */
  drain(): void {
    this.#isDraining = true;
  }

  start(): void {
    this.#stopWaking = this.#services.store.onWake(() => this.wake());
    this.wake();
  }

  /** Takes in what others appended to the runs under way, and claims what can be claimed. */
  wake(): void {
    if (this.#isStopped) return;
    for (const { executor } of this.#executors.values()) executor.refresh();
    if (this.#isDraining) return;
    const { instance: owner, host, actor, leaseMs, lanes, only } = this.#options;
    try {
      while (this.#executors.size < this.#options.maxRuns) {
        const now = this.#services.clock.now();
        const claim = this.#services.store.runs.claim({
          owner,
          host,
          now,
          leaseMs,
          actor,
          ...(lanes === undefined ? {} : { lanes }),
          ...(only === undefined ? {} : { runId: only }),
        });
        if (claim === undefined) break;
        this.launch(claim);
      }
    } catch (error) {
      this.#services.logger.error('claiming failed', { error });
    }
  }

  /** Records what could not be recorded before; called with each heartbeat. */
  settle(): void {
    this.#unsettled.settle();
  }

  /** Executes a run that was claimed or taken over for this instance. */
  launch(claim: Claim): void {
    const { instance, actor } = this.#options;
    let executor: PlanExecutor;
    try {
      executor = new PlanExecutor(this.#services, claim, instance, actor);
    } catch (error) {
      // A history that cannot be read must not keep the other runs waiting.
      this.#services.logger.error(`run ${claim.runId} cannot be executed: ${errorMessage(error)}`, { error });
      this.#unsettled.add(claim, { reason: errorMessage(error), isFault: false });
      this.#options.onEnd?.(claim.runId, 'faulted');
      return;
    }
    const done = executor
      .run()
      .then(
        (end) => this.#options.onEnd?.(claim.runId, end),
        (error: unknown) => {
          // The run stays claimed under this generation until its end can be recorded; should this process end before, its
          // lease passes to another owner, who reads its checks first.
          this.#services.logger.error(`run ${claim.runId} stopped on a fault: ${errorMessage(error)}`, { error });
          this.#unsettled.add(claim, { reason: errorMessage(error), isFault: true });
          this.#options.onEnd?.(claim.runId, 'faulted');
        },
      )
      .catch((error: unknown) => this.#services.logger.error('the end of a run could not be handled', { error }))
      .finally(() => {
        this.#executors.delete(claim.runId);
        this.wake();
      });
    this.#executors.set(claim.runId, { executor, done });
  }

  /** Gives every run back to the queue, and resolves once nothing is under way here. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopWaking();
    const open = [...this.#executors.values()];
    await Promise.all(open.map(({ executor }) => executor.shutdown()));
    await Promise.all(open.map(({ done }) => done));
    this.settle();
  }
}
