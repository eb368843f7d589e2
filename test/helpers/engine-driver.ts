import { type Command, decide, evolveAll } from '#main/engine/decide.ts';
import { type Effect, effects } from '#main/engine/effects.ts';
import { createdState, evolve } from '#main/engine/evolve.ts';
import { type RunState, stepState } from '#main/engine/state.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import { checkKind, hasBaseline } from '#shared/pulser/check.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type ToolCall, toolKind } from '#shared/pulser/tool-call.ts';
import type { ActReport, EventData, EventDraft } from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import type { Reading, ReadingStatus } from '#shared/run/reading.ts';

export const RUN_ID = '01900000-0000-7000-8000-000000000001' as RunId;
const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}` as Digest;

/** A server with a tool that may be called, one that asks first, and one that may be read with. */
export const SERVERS: readonly ResolvedServer[] = [
  {
    name: 'files',
    definition: digest('d'),
    identity: { name: 'file-server', version: '1.0.0', protocol: '2025-11-25' },
    names: digest('e'),
    tools: {
      allowed: { digest: digest('a'), permission: 'allow', effect: 'write' },
      asked: { digest: digest('b'), permission: 'ask', effect: 'write' },
      look: { digest: digest('c'), permission: 'allow', effect: 'read' },
    },
  },
];
const OPERATOR = { kind: 'operator', name: 'ada' } as const;

/** Drives the pure engine without any I/O: the test says what the world answers. */
export class EngineDriver {
  state: RunState;
  readonly events: EventDraft[] = [];
  at = 1_000;

  constructor(plan: Plan, created: Partial<EventData['run.created']> = {}) {
    const event: EventDraft<'run.created'> = {
      type: 'run.created',
      at: this.at,
      actor: OPERATOR,
      data: { ...createdData(plan), ...created },
    };
    this.events.push(event);
    this.state = createdState(plan, RUN_ID, event);
  }

  /** Claims the run as a fresh owner, and starts or resumes it. */
  claim(): void {
    const { execution, generation } = this.state;
    const event: EventDraft<'run.claimed'> = {
      type: 'run.claimed',
      at: this.at,
      actor: OPERATOR,
      data: {
        owner: `owner-${generation + 1}` as InstanceId,
        host: 'test',
        generation: generation + 1,
        lane: 'A',
        takeover: execution === 'running' || execution === 'claimed',
      },
    };
    this.events.push(event);
    this.state = evolve(this.state, event);
    this.send({ type: 'resume', generation: generation + 1 });
  }

  /** Sends a command that must be accepted. */
  send(command: Command): readonly EventDraft[] {
    const result = decide(this.state, command, { actor: OPERATOR, at: this.at });
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.code} ${result.error.message}`);
    this.events.push(...result.value);
    this.state = evolveAll(this.state, result.value);
    return result.value;
  }

  /** The code with which a command is refused; undefined when it is accepted (nothing is changed either way). */
  refusal(command: Command): string | undefined {
    const result = decide(this.state, command, { actor: OPERATOR, at: this.at });
    return result.ok ? undefined : result.error.code;
  }

  get effects(): readonly Effect[] {
    return effects(this.state);
  }

  /** The one effect under way. */
  get effect(): Effect {
    const [only, ...more] = this.effects;
    if (only === undefined || more.length > 0)
      throw new Error(`expected one effect, got ${JSON.stringify(this.effects)}`);
    return only;
  }

  /** Answers a read effect: one status for all checks, or one by one in the order of `verify`. */
  read(
    effect: Effect,
    statuses: ReadingStatus | readonly ReadingStatus[],
    preconditions: ReadingStatus = 'green',
  ): void {
    if (effect.kind !== 'read') throw new Error(`not a reading: ${effect.key}`);
    const { step } = stepState(this.state, effect.stepId);
    const isAfter = effect.phase === 'after' || effect.phase === 'recovery';
    const readings = step.verify.flatMap((check, index): Reading[] => {
      if (check.human !== undefined || !(isAfter || hasBaseline(check))) return [];
      const status = typeof statuses === 'string' ? statuses : (statuses[index] ?? 'green');
      return [
        {
          check: index,
          name: `check ${index}`,
          kind: checkKind(check),
          severity: check.severity,
          status,
          observed: null,
          message: status,
          at: this.at,
          durationMs: 1,
          polls: 1,
        },
      ];
    });
    const gates =
      effect.phase === 'before'
        ? step.before.map(
            (check, index): Reading => ({
              check: index,
              name: `gate ${index}`,
              kind: checkKind(check),
              severity: check.severity,
              status: preconditions,
              observed: null,
              message: preconditions,
              at: this.at,
              durationMs: 1,
              polls: 1,
            }),
          )
        : [];
    this.send({
      type: 'report-readings',
      stepId: effect.stepId,
      phase: effect.phase,
      try: effect.try,
      preconditions: gates,
      readings,
      error: null,
    });
  }

  /** Reports an act. */
  act(
    effect: Effect,
    outcome: { readonly ok: boolean; readonly stopped?: boolean; readonly outputs?: ActReport['outputs'] },
  ): void {
    if (effect.kind !== 'act') throw new Error(`not an act: ${effect.key}`);
    const { step } = stepState(this.state, effect.stepId);
    const call = (effect.undo ? step.undo : step.do) as ToolCall;
    const report: ActReport = {
      ok: outcome.ok,
      stopped: outcome.stopped ?? false,
      error: outcome.ok ? null : { code: 'tool.exit', message: 'exit 1' },
      result: { exitCode: outcome.ok ? 0 : 1 },
      outputs: outcome.outputs ?? {},
      artifacts: [],
      log: null,
      call: {},
      tool: { kind: toolKind(call), name: 'test', version: '1' },
      startedAt: this.at,
      durationMs: 1,
    };
    this.send({ type: 'report-act', stepId: effect.stepId, try: effect.try, undo: effect.undo, report });
  }

  /** Reports that everything of the canceled run was ended; also where nobody owns it. */
  sweep(problem: string | null = null): void {
    this.send({ type: 'report-sweep', generation: this.state.generation, ended: 0, problem });
  }

  /** Lets time pass to a timer and fires it. */
  fire(effect: Effect): void {
    if (effect.kind !== 'timer') throw new Error(`not a timer: ${effect.key}`);
    this.at = Math.max(this.at, effect.at);
    this.send({ type: 'fire-timer', timer: effect.timer, stepId: effect.stepId });
  }

  /** Verdict of a step. */
  verdict(stepId: string) {
    return stepState(this.state, stepId).verdict;
  }
}

function createdData(plan: Plan): EventData['run.created'] {
  return {
    planDigest: `sha256:${'0'.repeat(64)}` as Digest,
    planName: plan.name,
    planVersion: plan.version,
    sessionId: 'session' as SessionId,
    sessionName: 'default',
    number: 1,
    inputs: {},
    secrets: [],
    laneWish: null,
    priority: 0,
    locks: [],
    policy: { strict: false, approve: false },
    workdir: '/',
    workspace: '/',
    attemptOf: null,
    engine: 'test',
  };
}
