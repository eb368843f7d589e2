import type { ElectronApplication } from '@playwright/test';

/** The part of `ElectronApplication` that runs a function in the main process. */
type Evaluate = (run: (modules: unknown, asked: Asked) => unknown, asked: Asked) => Promise<unknown>;

interface Asked {
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

const ATTEMPTS = 50;

/**
 * Makes `electron.evaluate` tell what the main process answered, whatever comes between. The debugger loses an answer where memory is
 * collected before it was handed over, as happens while the app starts: the answer is kept there and asked for again, and no function
 * runs twice.
 */
export function evaluateOnce(electron: ElectronApplication): void {
  const evaluate = electron.evaluate.bind(electron) as unknown as Evaluate;
  let last = 0;
  const told = async (run: unknown, argument?: unknown): Promise<unknown> => {
    last += 1;
    const asked = { id: last, source: String(run), argument };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await evaluate(answer, asked);
      } catch (error) {
        if (attempt === ATTEMPTS || !String(error).includes('promise was garbage collected')) throw error;
      }
    }
  };
  Reflect.set(electron, 'evaluate', told);
}

/** Runs in the main process. */
function answer(modules: unknown, { id, source, argument }: Asked): unknown {
  const kept = globalThis as unknown as { toldOnce?: Map<number, unknown> };
  kept.toldOnce ??= new Map();
  if (!kept.toldOnce.has(id)) {
    // oxlint-disable-next-line no-eval -- the functions of tests come here as text, as they do without this.
    const run = (0, eval)(`(${source})`) as (modules: unknown, argument: unknown) => unknown;
    kept.toldOnce.set(id, run(modules, argument));
  }
  return kept.toldOnce.get(id);
}
