import type { RunState } from '#main/engine/state.ts';
import type { RunEvent } from '#shared/run/event.ts';

/** Shows a run while it goes on. */
export interface RunObserver {
  /** An event was committed; `state` is the run after it. */
  event(event: RunEvent, state: RunState): void;
  /** The recording of an act that executes in this process begins; its event may come later. */
  opened(stepId: string): void;
  /** Output of such an act, already masked. */
  output(stepId: string, bytes: Uint8Array): void;
  /** Says something beside the run. */
  note(text: string): void;
  /** Lets go of the terminal: the last picture stays. It may be shown anew afterwards. */
  pause(): void;
}

/** Several observers as one. */
export function observers(all: readonly RunObserver[]): RunObserver {
  return {
    event: (event, state) => all.forEach((one) => one.event(event, state)),
    opened: (stepId) => all.forEach((one) => one.opened(stepId)),
    output: (stepId, bytes) => all.forEach((one) => one.output(stepId, bytes)),
    note: (text) => all.forEach((one) => one.note(text)),
    pause: () => all.forEach((one) => one.pause()),
  };
}
