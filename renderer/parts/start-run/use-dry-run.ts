import { useEffect, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import type { DryStepView } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { SessionId } from '#shared/run/ids.ts';

/** What a dry run is made of. */
export interface DryRunRequest {
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  /** `null`: as in a session that is new, which is not made. */
  readonly sessionId: SessionId | null;
  readonly documentId: string | null;
}

export type DryRunState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'done'; readonly steps: readonly DryStepView[] }
  | { readonly kind: 'failed'; readonly error: ClientError };

/** Reads what a run would do, one at a time; a newer one ends the one before, and so does leaving the page. */
export function useDryRun(): {
  readonly state: DryRunState;
  readonly start: (request: DryRunRequest) => Promise<void>;
  readonly reset: () => void;
} {
  const [state, setState] = useState<DryRunState>({ kind: 'none' });
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const reset = (): void => {
    current.current?.abort();
    current.current = null;
    setState({ kind: 'none' });
  };
  const start = async (request: DryRunRequest): Promise<void> => {
    current.current?.abort();
    const own = new AbortController();
    current.current = own;
    setState({ kind: 'reading' });
    try {
      const steps = await client.plans.dryRun(request, { signal: own.signal });
      if (!own.signal.aborted) setState({ kind: 'done', steps });
    } catch (thrown) {
      if (!own.signal.aborted) setState({ kind: 'failed', error: toClientError(thrown) });
    }
  };
  return { state, start, reset };
}
