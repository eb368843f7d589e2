import { DEFAULT_TIMING, type WorkerTiming } from '#main/runtime/worker.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** What only a test may change, and only under OPSROOM_TEST=1: the times of heartbeats, and places where the product fails. */
export interface TestSettings {
  readonly timing: WorkerTiming;
  readonly faultPoints: string | undefined;
}

/** `OPSROOM_TEST_TIMING` is `beatMs,leaseMs,looks`. */
export function testSettings(environment: Readonly<Record<string, string | undefined>>): TestSettings {
  if (environment['OPSROOM_TEST'] !== '1') return { timing: DEFAULT_TIMING, faultPoints: undefined };
  const text = environment['OPSROOM_TEST_TIMING'];
  return {
    timing: text === undefined ? DEFAULT_TIMING : readTiming(text),
    faultPoints: environment['OPSROOM_FAULT_POINTS'],
  };
}

function readTiming(text: string): WorkerTiming {
  const [, beatMs, leaseMs, staleLooks] = /^(\d+),(\d+),(\d+)$/.exec(text) ?? [];
  if (beatMs === undefined || leaseMs === undefined || staleLooks === undefined) {
    throw new AppError('usage.test-timing', `not a timing: ${text}`, { hint: 'write beatMs,leaseMs,looks' });
  }
  return { beatMs: Number(beatMs), leaseMs: Number(leaseMs), staleLooks: Number(staleLooks) };
}
