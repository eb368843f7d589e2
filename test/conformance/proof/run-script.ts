import { type Command, decide, evolveAll } from '#main/engine/decide.ts';
import { type Effect, effects } from '#main/engine/effects.ts';
import { createdState, evolve } from '#main/engine/evolve.ts';
import { changedSteps } from '#main/engine/project.ts';
import { proofRecord } from '#main/engine/proof-record.ts';
import { type RunState, stepState } from '#main/engine/state.ts';
import { sealEvent } from '#main/kernel/event-chain.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { BundleEvent } from '#main/proof/format/bundle-event.ts';
import type { Json } from '#shared/lib/json.ts';
import { toolIdentity } from '#shared/mcp/tool-identity.ts';
import { checkKind, hasBaseline } from '#shared/pulser/check.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type ToolCall, toolKind } from '#shared/pulser/tool-call.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ActReport, Answer, Asker, EventData, EventDraft, ToolIdentity } from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { Reading, ReadingStatus, ReadPhase } from '#shared/run/reading.ts';

export const RUN_ID = '01900000-0000-7000-8000-000000000001' as RunId;
const OPERATOR: Actor = { kind: 'operator', name: 'ada' };
const WORKER: Actor = { kind: 'worker', name: 'host-1' };

/** What the world answers, by step. */
export interface World {
  read(stepId: string, phase: ReadPhase, check: number, tries: number): ReadingStatus;
  act(stepId: string, attempt: number, undo: boolean): Partial<ActReport>;
  /** True: nobody answers a question that expires. */
  expires?(stepId: string): boolean;
  answer(stepId: string, kind: string): { readonly answer: Answer; readonly reason: string | null };
  gate?(stepId: string): ReadingStatus;
  /** Why the readings cannot be taken at all. */
  readError?(stepId: string): string | undefined;
  /** What the server of an act asks first. */
  asks?(stepId: string): Asker | undefined;
  observed?(stepId: string, phase: ReadPhase, check: number): Json;
}

/** Asked before each act: whether its owner dies in the middle of it, the product fails there, or an operator pauses the run. */
export type Interrupt = (stepId: string, attempt: number) => 'takeover' | 'fault' | 'pause' | undefined;

/** Plays a run through the real engine, and keeps its events and records as the store would. */
export class RunScript {
  state: RunState;
  readonly events: BundleEvent[] = [];
  readonly records = new Map<string, ProofRecord>();
  #at = 1_760_000_000_000;

  constructor(plan: Plan, created: Partial<EventData['run.created']> = {}) {
    const event: EventDraft<'run.created'> = {
      type: 'run.created',
      at: this.#at,
      actor: OPERATOR,
      data: { ...createdData(plan), ...created },
    };
    this.state = createdState(plan, RUN_ID, event);
    this.append([event]);
  }

  get at(): number {
    this.#at += 7;
    return this.#at;
  }

  append(drafts: readonly EventDraft[]): void {
    for (const draft of drafts) {
      const last = this.events.at(-1);
      const place = { runId: RUN_ID, seq: this.events.length + 1, prev: last?.hash ?? null };
      const sealed = sealEvent(draft, place);
      // As the store gives it back.
      this.events.push(JSON.parse(JSON.stringify(sealed)) as BundleEvent);
    }
  }

  claim(): void {
    const { generation } = this.state;
    const event: EventDraft<'run.claimed'> = {
      type: 'run.claimed',
      at: this.at,
      actor: WORKER,
      data: {
        owner: `owner-${generation + 1}` as InstanceId,
        host: 'host-1.example',
        generation: generation + 1,
        lane: 'A',
        takeover: this.state.execution === 'running',
      },
    };
    this.append([event]);
    this.state = evolve(this.state, event);
    this.send({ type: 'resume', generation: generation + 1 });
  }

  /** False when the engine refuses the command. */
  send(command: Command, actor: Actor = WORKER): boolean {
    const decided = decide(this.state, command, { actor, at: this.at });
    if (!decided.ok) return false;
    const next = evolveAll(this.state, decided.value);
    for (const step of changedSteps(this.state, next)) {
      const record = step.status === 'settled' ? proofRecord(next, step, actor) : undefined;
      if (record !== undefined) this.records.set(step.step.id, JSON.parse(JSON.stringify(record)) as ProofRecord);
    }
    this.append(decided.value);
    this.state = next;
    return true;
  }

  /** Plays until the run ends. */
  play(world: World, interrupt: Interrupt = () => undefined): this {
    this.claim();
    for (let moves = 0; moves < 500; moves += 1) {
      const { execution } = this.state;
      if (execution === 'finished' || execution === 'canceled') return this;
      if (execution === 'queued') this.claim();
      else if (execution === 'waiting' && this.state.pause !== null)
        this.send({ type: 'lift-pause', reason: null }, OPERATOR);
      else if (execution === 'waiting' || this.state.steps.some((step) => step.wait !== null)) this.#answer(world);
      else this.#perform(world, interrupt);
    }
    throw new Error('the run does not end');
  }

  #answer(world: World): void {
    const step = this.state.steps.find((candidate) => candidate.wait !== null);
    if (step?.wait == null) throw new Error('nothing waits');
    const { id } = step.step;
    const { expiresAt } = step.wait;
    if (expiresAt !== null && world.expires?.(id) === true) {
      this.#at = Math.max(this.#at, expiresAt);
      this.send({ type: 'fire-timer', timer: 'expiry', stepId: id });
      return;
    }
    const { answer, reason } = world.answer(id, step.wait.kind);
    // Refused when the world has canceled the run meanwhile.
    this.send({ type: 'answer', stepId: id, answer, reason }, OPERATOR);
  }

  #perform(world: World, interrupt: Interrupt): void {
    const effect = effects(this.state).find((found) => found.kind !== 'timer' || found.timer !== 'run-timeout');
    if (effect === undefined) throw new Error(`nothing to do in ${this.state.execution}`);
    switch (effect.kind) {
      case 'read':
        return this.#read(effect, world);
      case 'timer':
        this.#at = Math.max(this.#at, effect.at);
        this.send({ type: 'fire-timer', timer: effect.timer, stepId: effect.stepId });
        return;
      case 'sweep': {
        const { generation } = this.state;
        this.send({ type: 'report-sweep', generation, ended: 1, problem: null });
        return;
      }
      case 'act':
        switch (interrupt(effect.stepId, effect.try)) {
          case 'takeover':
            return this.claim();
          case 'fault':
            this.send({ type: 'interrupt', reason: 'the disk is full', isFault: true });
            return;
          case 'pause':
            if (this.send({ type: 'pause', reason: 'window <closed>' }, OPERATOR)) return;
            return this.#act(effect, world);
          default:
            return this.#act(effect, world);
        }
    }
  }

  #read(effect: Extract<Effect, { kind: 'read' }>, world: World): void {
    const { step } = stepState(this.state, effect.stepId);
    const isAfter = effect.phase === 'after' || effect.phase === 'recovery';
    const reading = (check: number, of: 'before' | 'verify', phase: ReadPhase): Reading => {
      const planned = step[of][check];
      if (planned === undefined) throw new RangeError('no such check');
      const status =
        of === 'before' ? (world.gate?.(step.id) ?? 'green') : world.read(step.id, phase, check, effect.try);
      return {
        check,
        name: `${of} ${check} of ${step.id}`,
        kind: checkKind(planned),
        severity: planned.severity,
        status,
        observed: world.observed?.(step.id, phase, check) ?? { status },
        message: `${step.id} reads ${status}`,
        at: this.at,
        durationMs: 3,
        polls: 1,
        ...this.#toolOf(planned.mcp),
      };
    };
    const readings = step.verify.flatMap((check, index) =>
      check.human === undefined && (isAfter || hasBaseline(check)) ? [reading(index, 'verify', effect.phase)] : [],
    );
    const preconditions = effect.phase === 'before' ? step.before.map((_, i) => reading(i, 'before', 'before')) : [];
    const { stepId, phase, try: attempt } = effect;
    const why = world.readError?.(stepId);
    if (why !== undefined) {
      const error = { code: 'run.context', message: why };
      this.send({ type: 'report-readings', stepId, phase, try: attempt, preconditions: [], readings: [], error });
      return;
    }
    this.send({ type: 'report-readings', stepId, phase, try: attempt, preconditions, readings, error: null });
  }

  /** The tool of a call of an MCP server. */
  #toolOf(call: { readonly server: string; readonly tool: string } | undefined): { readonly tool?: ToolIdentity } {
    const server = this.state.servers.find(({ name }) => name === call?.server);
    if (call === undefined || server === undefined) return {};
    return { tool: toolIdentity(server, call.tool, server.identity.version) };
  }

  #act(effect: Extract<Effect, { kind: 'act' }>, world: World): void {
    const { step } = stepState(this.state, effect.stepId);
    const call = (effect.undo ? step.undo : step.do) as ToolCall;
    const asker = world.asks?.(step.id);
    if (asker !== undefined && effect.answered === null) {
      this.send({ type: 'ask', stepId: step.id, question: 1, asker, message: 'Which color?', fields: {} });
      return;
    }
    const outcome = world.act(step.id, effect.try, effect.undo);
    const report: ActReport = {
      ok: true,
      stopped: false,
      error: outcome.ok === false ? { code: 'tool.exit', message: 'exit 1' } : null,
      result: { exitCode: outcome.ok === false ? 1 : 0 },
      outputs: {},
      artifacts: [],
      log: null,
      call: JSON.parse(JSON.stringify(call)) as ActReport['call'],
      tool: this.#toolOf(call.mcp).tool ?? { kind: toolKind(call), name: 'test', version: '1' },
      startedAt: this.at,
      durationMs: 20,
      ...outcome,
    };
    this.send({ type: 'report-act', stepId: step.id, try: effect.try, undo: effect.undo, report });
  }
}

export function createdData(plan: Plan): EventData['run.created'] {
  return {
    planDigest: jsonDigest(plan),
    planName: plan.name,
    planVersion: plan.version,
    sessionId: 'session' as SessionId,
    sessionName: 'default',
    number: 1,
    inputs: { env: 'staging', region: 'north-west-7' },
    secrets: [{ name: 'TOKEN', source: 'vault' }],
    laneWish: null,
    priority: 0,
    locks: [],
    policy: { strict: false, approve: false },
    workdir: '/srv/plans',
    workspace: '/srv/work',
    attemptOf: null,
    engine: '0.1.0',
  };
}
