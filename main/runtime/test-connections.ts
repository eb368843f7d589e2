import { createdState } from '#main/engine/evolve.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { openRunContext } from './run-context.ts';
import type { ReadingServices } from './services.ts';

/** How a connection answered. */
export interface TestedConnection {
  readonly name: string;
  readonly driver: 'sqlite' | 'postgres';
  readonly ok: boolean;
  readonly message: string;
  readonly durationMs: number;
}

const DEADLINE_MS = 10_000;

/** Asks each connection of a plan for one row, reading only. Throws AppError when a secret or a value cannot be had. */
export async function testConnections(
  services: ReadingServices,
  plan: Plan,
  created: EventDraft<'run.created'>,
  signal: AbortSignal,
): Promise<readonly TestedConnection[]> {
  const context = await openRunContext(services, createdState(plan, 'connections' as RunId, created), null);
  const tested: TestedConnection[] = [];
  try {
    for (const [name, connection] of Object.entries(context.connections)) {
      const started = services.clock.monotonic();
      const tell = (ok: boolean, message: string): void => {
        const durationMs = Math.round(services.clock.monotonic() - started);
        tested.push({ name, driver: connection.driver, ok, message, durationMs });
      };
      const options = { readOnly: true, cwd: created.data.workdir, timeoutMs: DEADLINE_MS, signal };
      try {
        await context.sql.query(connection, 'select 1', options);
        tell(true, 'answers');
      } catch (error) {
        tell(false, context.mask.text(errorMessage(error)));
      }
    }
  } finally {
    await context.close();
  }
  return tested;
}
