import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunState } from '#main/engine/state.ts';
import type { ControlRoom, ControlRoomOptions } from '#main/hosts/compose.ts';
import { commandRun, loadRun } from '#main/runtime/commands.ts';
import { watchRun } from '#main/runtime/watch-run.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { Plan, PlanSource } from '#shared/pulser/plan.ts';
import type { Answer, RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { planOf } from '#test/helpers/plans.ts';
import { type QueueOptions, queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { ACT_RULES, actServer, type Judged, setUpServer } from './act-server.ts';

type StepSource = PlanSource['steps'][number];

/** A data folder with the act server, and a folder to act in. */
export class ActWorld {
  readonly room: ControlRoom;
  readonly folder = tempFolder();

  constructor(room: ControlRoom) {
    this.room = room;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A plan with one step that calls a tool on `name` in the folder, and is verified by that file. */
  plan(tool: string, more: Partial<StepSource> = {}, over: Partial<PlanSource> = {}, args = {}): Plan {
    const path = this.path('out');
    const call = { server: 'acts', tool, arguments: { path, ...args } };
    const step: StepSource = { id: 'one', do: { mcp: call }, verify: [{ file: { path } }], ...more };
    return planOf({ servers: ['acts'], onFailure: 'stop', steps: [step], ...over });
  }

  queue(plan: Plan, options: Partial<QueueOptions> = {}): RunId {
    return queueRun(this.room, plan, { workdir: this.folder, ...options });
  }

  /** Executes a run here until it has ended or nothing but a person moves it on. */
  start(runId: RunId): { readonly ended: Promise<RunState>; stop(): Promise<void> } {
    let stop = (): Promise<void> => Promise.resolve();
    const ended = new Promise<RunState>((resolve) => {
      const worker = startWorker(this.room.services, {
        host: 'test',
        pid: process.pid,
        kind: 'test',
        only: runId,
        onEnd: () => void worker.stop().then(() => resolve(this.state(runId))),
      });
      stop = () => worker.stop();
    });
    return { ended, stop };
  }

  async run(plan: Plan, options: Partial<QueueOptions> = {}): Promise<RunState> {
    return this.start(this.queue(plan, options)).ended;
  }

  state(runId: RunId): RunState {
    return loadRun(this.room.store, runId);
  }

  /** Waits for an event. */
  async event<T extends RunEvent['type']>(runId: RunId, type: T, nth = 1): Promise<RunEvent<T>> {
    const { store, services } = this.room;
    let seen = 0;
    for await (const event of watchRun(store, services.clock, runId, 0, AbortSignal.timeout(30_000))) {
      if (event.type === type && (seen += 1) === nth) return event as RunEvent<T>;
    }
    throw new Error(`no ${type} came`);
  }

  answer(runId: RunId, answer: Answer): void {
    const context = { actor: this.room.actor, at: this.room.services.clock.now() };
    const outcome = commandRun(this.room.store, runId, { type: 'answer', answer, reason: null }, context);
    if (!outcome.ok) throw new Error(outcome.error.message);
  }

  cancel(runId: RunId): void {
    const context = { actor: this.room.actor, at: this.room.services.clock.now() };
    commandRun(this.room.store, runId, { type: 'cancel', reason: null }, context);
  }
}

export interface WorldOptions {
  readonly rules?: Readonly<Record<string, Judged>>;
  readonly note?: string;
  readonly room?: Partial<ControlRoomOptions>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly server?: Parameters<typeof actServer>[1];
}

export async function actWorld(options: WorldOptions = {}): Promise<ActWorld> {
  const room = await testRoom(options.environment, undefined, options.room);
  await setUpServer(room, actServer(options.note, options.server), { ...ACT_RULES, ...options.rules });
  const world = new ActWorld(room);
  onTestFinished(() => room.mcp.close());
  return world;
}
