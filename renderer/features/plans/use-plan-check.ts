import { useEffect, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useConnection } from '#renderer/client/connection.ts';
import type { PlanCheck } from '#shared/api/plans.ts';
import type { Plan } from '#shared/pulser/plan.ts';

/** What the reader says to a text. */
export interface CheckedPlan {
  /** The text that was read; `null` before the first answer. */
  readonly text: string | null;
  readonly check: PlanCheck;
  /** The last sound plan: its inputs stay while the text is wrong for a moment. */
  readonly lastPlan: Plan | null;
  /** The newest text could not be read; what is shown is older. */
  readonly isStale: boolean;
}

const DEBOUNCE_MS = 250;
const NOTHING: CheckedPlan = {
  text: null,
  check: { diagnostics: [], plan: null, digest: null, outline: [] },
  lastPlan: null,
  isStale: false,
};

/** Reads a text each time that typing rests. An answer to an older text is dropped. */
export function usePlanCheck(text: string): CheckedPlan {
  const [checked, setChecked] = useState(NOTHING);
  const isOpen = useConnection((connection) => connection.status === 'open');
  useEffect(() => {
    if (!isOpen) return undefined;
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      try {
        const check = await client.plans.check({ text }, { signal: stop.signal });
        if (stop.signal.aborted) return;
        setChecked((before) => ({ text, check, lastPlan: check.plan ?? before.lastPlan, isStale: false }));
      } catch {
        if (!stop.signal.aborted) setChecked((before) => ({ ...before, isStale: true }));
      }
    };
    const timer = setTimeout(() => void read(), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, isOpen]);
  // Nobody reads a text while the connection is cut.
  return isOpen || checked.text === text ? checked : { ...checked, isStale: true };
}
