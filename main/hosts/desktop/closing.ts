import { commandRun } from '#main/runtime/commands.ts';
import type { Worker } from '#main/runtime/worker.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ControlRoom } from '../compose.ts';
import { type QuitChoice, type QuitQuestion, quitQuestion } from './quit-question.ts';

export interface ClosingParts {
  readonly room: ControlRoom;
  readonly worker: Worker;
  readonly ask: (question: QuitQuestion) => Promise<QuitChoice>;
  /** The app waits for its runs from now on. */
  readonly onWaiting: () => void;
}

/** Brings what is under way here to the end that a person chooses, when the app is to quit. */
export class Closing {
  readonly #parts: ClosingParts;
  #idle: (() => void) | undefined;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  /** To be called whenever a run of this process came to rest. */
  noteEnd(): void {
    // The scheduler lets go of a run right after it tells of its end.
    setImmediate(() => {
      if (this.#parts.worker.scheduler.active === 0) this.#idle?.();
    });
  }

  /** Resolves with false when the person wants to stay, else once the app may end. */
  async settle(): Promise<boolean> {
    const { worker, ask, onWaiting } = this.#parts;
    const runs = this.#runsHere();
    if (runs.length === 0) return true;
    switch (await ask(quitQuestion(runs))) {
      case 'stay':
        return false;
      case 'leave':
        return true;
      case 'cancel':
        for (const run of runs) this.#cancel(run);
        break;
      case 'wait':
        break;
    }
    onWaiting();
    worker.drain();
    await this.#whenIdle();
    return true;
  }

  #runsHere(): readonly RunSummary[] {
    const { room, worker } = this.#parts;
    const owned = room.store.runs.owned().filter((run) => run.owner === worker.instance);
    return owned.map((run) => room.store.runs.get(run.runId)).filter((run) => run !== undefined);
  }

  #cancel(run: RunSummary): void {
    const { room } = this.#parts;
    const { clock, logger } = room.services;
    const command = { type: 'cancel', reason: 'the app was quit' } as const;
    const outcome = commandRun(room.store, run.runId, command, { actor: room.actor, at: clock.now() });
    // It ended, or somebody else canceled it, meanwhile.
    if (!outcome.ok) logger.info('a run was not canceled', { runId: run.runId, code: outcome.error.code });
  }

  #whenIdle(): Promise<void> {
    if (this.#parts.worker.scheduler.active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }
}
