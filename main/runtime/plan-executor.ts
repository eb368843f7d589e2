import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, decide, evolveAll } from '#main/engine/decide.ts';
import { type Effect, effects } from '#main/engine/effects.ts';
import { evolve, foldRun } from '#main/engine/evolve.ts';
import type { AppendOutcome, AppendRequest, Claim } from '#main/engine/ports/store.ts';
import { type RunState, stepState } from '#main/engine/state.ts';
import { delay } from '#main/kernel/clock.ts';
import { faultPoint } from '#main/kernel/fault-points.ts';
import { AppError, type ErrorData, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ActReport } from '#shared/run/event.ts';
import type { InstanceId } from '#shared/run/ids.ts';
import { ActQuestions } from './act-questions.ts';
import { appendRequest } from './append-request.ts';
import { performAct } from './perform-act.ts';
import { readChecks } from './read-checks.ts';
import { openRunContext, type RunContext } from './run-context.ts';
import type { RuntimeServices } from './services.ts';
import { settleable } from './settleable.ts';
import { sweepCanceled, sweepRun } from './sweep-run.ts';

/**
 * How an executor let go of its run. `lost`: another owner has it. `released`: stopped here, queued again. `faulted`: the
 * product itself failed; the run waits for a person where that could still be recorded.
 */
export type ExecutorEnd = 'ended' | 'parked' | 'lost' | 'released' | 'faulted';

/** Why work under way was aborted. */
type AbortReason = 'canceled' | 'timeout' | 'unwanted' | 'lost' | 'shutdown';

interface Work {
  readonly abort: (reason: AbortReason) => void;
  readonly done: Promise<void>;
}

/**
 * Executes one claimed run: asks the engine what has to be under way, does it, commits what happened, and asks again, until
 * the run ends, waits for people only, or is lost to another owner.
 */
export class PlanExecutor {
  readonly #services: RuntimeServices;
  readonly #claim: Claim;
  readonly #owner: InstanceId;
  readonly #actor: Actor;
  readonly #work = new Map<string, Work>();
  /** What the acts under way ask, by the key of their work. */
  readonly #questions = new Map<string, ActQuestions>();
  /** Reports with their whole result, by step; the recorded ones may be cut. */
  readonly #reports = new Map<string, ActReport>();
  #state: RunState;
  #context: RunContext | undefined;
  #contextError: ErrorData | null = null;
  #isShutdown = false;
  /** Settled whenever the work here is over, also before anything has begun. */
  readonly #end = settleable<ExecutorEnd>();
  #isOver = false;
  /** A commit failed: what is on the disk is not known here, so nothing begins any more. */
  #isFailing = false;
  #isAppending = false;

  constructor(services: RuntimeServices, claim: Claim, owner: InstanceId, actor: Actor) {
    this.#services = services;
    this.#claim = claim;
    this.#owner = owner;
    this.#actor = actor;
    const events = services.store.runs.events(claim.runId);
    const [first] = events;
    const digest = first?.type === 'run.created' ? first.data.planDigest : undefined;
    const plan = digest === undefined ? undefined : services.store.plans.get(digest);
    if (plan === undefined) throw new AppError('run.no-plan', `the plan of run ${claim.runId} is not in the store`);
    this.#state = foldRun(plan, claim.runId, events);
  }

  get runId() {
    return this.#claim.runId;
  }

  /** Resolves once nothing of the run is under way here any more. */
  async run(): Promise<ExecutorEnd> {
    try {
      // What an earlier owner left running of an act must not overtake the readings that decide about it.
      for (const step of this.#state.steps)
        if (step.acting !== null) await sweepRun(this.#services, this.runId, step.step.id);
      if (this.#claim.takeover) await this.#endServers();
      return await this.#loop();
    } catch (error) {
      this.#services.logger.error(`run ${this.runId} stopped on a fault: ${errorMessage(error)}`, { error });
      this.#isFailing = true;
      await this.#endWork('lost');
      this.#isFailing = false;
      // Where not even this can be recorded the error goes on to the scheduler.
      this.#dispatch({ type: 'interrupt', reason: errorMessage(error), isFault: true });
      this.#over('faulted');
      return 'faulted';
    } finally {
      await this.#endWork('lost');
      await this.#tidy();
    }
  }

  /** What was only borrowed for the run is no reason to lose how it ended. */
  async #tidy(): Promise<void> {
    try {
      await this.#context?.close();
    } catch (error) {
      this.#services.logger.warn(`connections of run ${this.runId} were not closed: ${errorMessage(error)}`, { error });
    }
    try {
      await rm(join(this.#services.scratchFolder, this.runId), { recursive: true, force: true });
    } catch (error) {
      this.#services.logger.warn(`private files of run ${this.runId} were left: ${errorMessage(error)}`, { error });
    }
  }

  /** The servers of a run stand between its acts too; those of an owner that is gone nobody speaks to any more. */
  async #endServers(): Promise<void> {
    await this.#services.tools.find(({ kind }) => kind === 'mcp')?.sweep?.(this.runId);
  }

  /** Takes in what others appended: a cancel, an answer. */
  refresh(): void {
    // A commit of ours wakes everybody, this executor included, before it returned.
    if (this.#isOver || this.#isAppending) return;
    try {
      if (this.#catchUp()) this.#reconcile();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the work under way and gives the run back to the queue. Acts that are cut off stand in doubt. */
  async shutdown(): Promise<void> {
    if (this.#isOver) return;
    this.#isShutdown = true;
    await this.#endWork('shutdown');
    if (this.#isOver) return;
    try {
      this.#dispatch({ type: 'interrupt', reason: 'its worker was stopped', isFault: false });
    } catch {
      // `run` ends with it.
      return;
    }
    this.#over('released');
  }

  async #loop(): Promise<ExecutorEnd> {
    try {
      this.#context = await openRunContext(this.#services, this.#state);
      for (const warning of this.#context.secrets.warnings) this.#services.logger.warn(warning);
    } catch (error) {
      this.#contextError = { code: errorCode(error) ?? 'run.context', message: errorMessage(error) };
    }
    if (!this.#isShutdown && !this.#isOver) this.#dispatch({ type: 'resume', generation: this.#claim.generation });
    return this.#end.promise;
  }

  /** Decides, commits, and brings the work under way in line. Decides again when others appended first. False: refused. */
  #dispatch(command: Command): boolean {
    if (this.#isOver || this.#isFailing) return false;
    try {
      return this.#commit(command);
    } catch (error) {
      // At once: an act whose report was lost must not look as if it had still to be done.
      this.#fail(error);
      throw error;
    }
  }

  #commit(command: Command): boolean {
    let isTaken = false;
    for (;;) {
      const context = { actor: this.#actor, at: this.#services.clock.now() };
      const decided = decide(this.#state, command, context);
      if (!decided.ok) {
        // The step moved on while the report was on its way (a cancel, a deadline): the report has no place any more.
        this.#services.logger.debug(decided.error.message);
        break;
      }
      const next = evolveAll(this.#state, decided.value);
      this.#startReadings(next);
      const outcome = this.#append({
        ...appendRequest(this.#state, next, decided.value, this.#actor),
        fence: { owner: this.#owner, generation: this.#claim.generation },
        artifacts: command.type === 'report-act' ? command.report.artifacts : [],
      });
      if (outcome.ok) {
        isTaken = true;
        this.#state = next;
        this.#services.onEvents?.(this.runId, outcome.events);
        break;
      }
      if (outcome.why === 'fenced') {
        this.#over('lost');
        return false;
      }
      this.#catchUp();
    }
    this.#reconcile();
    return isTaken;
  }

  /**
   * Starts the readings that a state asks for while that state is still being committed: reading changes nothing, so the disk and
   * the processes of a check may work at the same time. Should the commit be refused, they are not wanted and end. An act never
   * begins before its start is on the disk.
   */
  #startReadings(next: RunState): void {
    if (this.#isShutdown) return;
    for (const effect of effects(next)) {
      if (effect.kind === 'read' && !this.#work.has(effect.key)) this.#start(effect, next);
    }
  }

  #append(request: AppendRequest): AppendOutcome {
    this.#isAppending = true;
    try {
      return this.#services.store.runs.append(request);
    } finally {
      this.#isAppending = false;
    }
  }

  /** Folds what others appended; false when there was nothing. */
  #catchUp(): boolean {
    const fresh = this.#services.store.runs.events(this.runId, this.#state.seq);
    if (fresh.length === 0) return false;
    this.#state = fresh.reduce(evolve, this.#state);
    this.#services.onEvents?.(this.runId, fresh);
    return true;
  }

  #reconcile(): void {
    if (this.#isOver || this.#isShutdown || this.#isFailing) return;
    const { execution } = this.#state;
    if (execution !== 'running' && execution !== 'claimed') {
      this.#over(execution === 'waiting' || execution === 'queued' ? 'parked' : 'ended');
      return;
    }
    if (this.#state.generation !== this.#claim.generation) {
      this.#over('lost');
      return;
    }
    const wanted = new Map(effects(this.#state).map((effect) => [effect.key, effect]));
    for (const [key, work] of this.#work) {
      const effect = wanted.get(key);
      if (effect === undefined) work.abort('unwanted');
      else if (effect.kind === 'act' && effect.stop !== null) work.abort(effect.stop);
    }
    for (const [key, effect] of wanted) {
      if (!this.#work.has(key)) this.#start(effect, this.#state);
      else if (effect.kind === 'act') this.#questions.get(key)?.deliver(effect.answered);
    }
  }

  #start(effect: Effect, state: RunState): void {
    const { key } = effect;
    const controller = new AbortController();
    const done = this.#perform(effect, state, controller.signal).then(
      () => {
        this.#work.delete(key);
        // A cancel or an answer may have changed what is wanted while this was under way.
        if (!controller.signal.aborted) return;
        this.#reconcile();
      },
      (error: unknown) => {
        this.#work.delete(key);
        if (!controller.signal.aborted) this.#fail(error);
      },
    );
    this.#work.set(key, { abort: (reason) => controller.abort(new AppError('work.aborted', reason)), done });
  }

  async #perform(effect: Effect, state: RunState, signal: AbortSignal): Promise<void> {
    switch (effect.kind) {
      case 'timer':
        return this.#wait(effect, signal);
      case 'act':
        return this.#act(effect, state, signal);
      case 'read':
        return this.#read(effect, state, signal);
      case 'sweep':
        return this.#sweep(effect, signal);
    }
  }

  /** Proves that nothing of a canceled run is left, once all that was under way here has let go. */
  async #sweep({ key }: Extract<Effect, { kind: 'sweep' }>, signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#work].flatMap(([other, { done }]) => (other === key ? [] : [done])));
    const swept = await sweepCanceled(this.#services, this.runId);
    // A run that was lost or released is swept by whoever has it next.
    if (signal.aborted) return;
    this.#work.delete(key);
    this.#dispatch({ type: 'report-sweep', generation: this.#claim.generation, ...swept });
  }

  async #wait(effect: Extract<Effect, { kind: 'timer' }>, signal: AbortSignal): Promise<void> {
    const { clock } = this.#services;
    await delay(clock, Math.max(0, effect.at - clock.now()), signal);
    this.#work.delete(effect.key);
    this.#dispatch({ type: 'fire-timer', timer: effect.timer, stepId: effect.stepId });
  }

  async #act(effect: Extract<Effect, { kind: 'act' }>, state: RunState, signal: AbortSignal): Promise<void> {
    const context = this.#context;
    if (context === undefined)
      throw new AppError('run.context', this.#contextError?.message ?? 'the run has no context');
    faultPoint('act.before');
    const request = {
      state,
      step: stepState(state, effect.stepId),
      try: effect.try,
      undo: effect.undo,
      signal,
    };
    const questions = this.#askFor(effect, context, signal);
    const act = await performAct(this.#services, context, {
      ...request,
      ask: (question, until) => questions.ask(question, until),
    });
    questions.end();
    this.#questions.delete(effect.key);
    faultPoint('act.after');
    const reason = signal.aborted ? (signal.reason as Error).message : undefined;
    // A run that was lost or released leaves its act in doubt: the next owner reads the checks.
    if (reason === 'lost' || reason === 'shutdown') return;
    this.#reports.set(effect.stepId, act.whole);
    this.#work.delete(effect.key);
    const report = reason === 'timeout' ? timedOut(act.report) : act.report;
    this.#dispatch({ type: 'report-act', stepId: effect.stepId, try: effect.try, undo: effect.undo, report });
  }

  #askFor(effect: Extract<Effect, { kind: 'act' }>, { mask }: RunContext, signal: AbortSignal): ActQuestions {
    const questions = new ActQuestions({
      stepId: effect.stepId,
      mask,
      put: (command) => {
        // An act that is to be ended asks nothing any more: its question is over with it.
        if (signal.aborted) return false;
        try {
          return this.#dispatch(command);
        } catch {
          // `run` ends with it.
          return false;
        }
      },
    });
    this.#questions.set(effect.key, questions);
    return questions;
  }

  async #read(effect: Extract<Effect, { kind: 'read' }>, state: RunState, signal: AbortSignal): Promise<void> {
    const step = stepState(state, effect.stepId);
    const report = step.report === null ? null : (this.#reports.get(effect.stepId) ?? step.report);
    const base = { type: 'report-readings', stepId: effect.stepId, phase: effect.phase, try: effect.try } as const;
    if (this.#context === undefined) {
      this.#work.delete(effect.key);
      this.#dispatch({ ...base, preconditions: [], readings: [], error: this.#contextError });
      return;
    }
    const request = { state, step, phase: effect.phase, report, signal };
    const { preconditions, readings } = await readChecks(this.#services, this.#context, request);
    if (signal.aborted) return;
    this.#work.delete(effect.key);
    this.#dispatch({ ...base, preconditions, readings, error: null });
  }

  async #endWork(reason: AbortReason): Promise<void> {
    const open = [...this.#work.values()];
    for (const work of open) work.abort(reason);
    await Promise.all(open.map((work) => work.done));
  }

  #fail(error: unknown): void {
    this.#isFailing = true;
    this.#end.reject(error);
  }

  #over(end: ExecutorEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const work of this.#work.values()) work.abort('lost');
    this.#end.resolve(end);
  }
}

function timedOut(report: ActReport): ActReport {
  return { ...report, ok: false, stopped: true, error: { code: 'run.timeout', message: 'the time of the run is up' } };
}
