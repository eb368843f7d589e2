import { client } from '#renderer/client/client.ts';
import { useAnswer } from '#renderer/client/query.ts';
import type { ContractClient } from '#shared/api/contract.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';

/** What is to be run: a plan of the library, one that comes with the product, or a text as it stands. */
export type StartSource =
  | { readonly kind: 'document'; readonly documentId: string }
  | { readonly kind: 'template'; readonly id: string }
  | { readonly kind: 'text'; readonly text: string; readonly documentId?: string };

/** A version that can be started: a published revision by its number, or the draft. */
export type StartVersion = number | 'draft';

/** A plan that was checked and stored, ready to be run by its digest. */
export interface ReadyPlan {
  readonly digest: Digest;
  readonly plan: Plan;
  readonly documentId: string | null;
  /** Newest first, the draft before them; empty where there is only the text. */
  readonly versions: readonly StartVersion[];
  readonly version: StartVersion | null;
}

/** Checks and stores what was chosen; `null`: nothing is chosen yet. */
export function useReadyPlan(source: StartSource | null, version: StartVersion | null) {
  return useAnswer(...planToStart(client, source, version));
}

/** Read anew each time: what is started is what stands there now, and never what was chosen before. */
export function planToStart(api: PlanCalls, source: StartSource | null, version: StartVersion | null) {
  const key = source === null ? null : (['plan-to-start', source, version] as const);
  const read = (signal: AbortSignal) => prepare(api, source as StartSource, version, signal);
  return [key, read, { gcTime: 0 }] as const;
}

type PlanCalls = Pick<ContractClient, 'plans'>;

async function prepare(
  client: PlanCalls,
  source: StartSource,
  wanted: StartVersion | null,
  signal: AbortSignal,
): Promise<ReadyPlan> {
  switch (source.kind) {
    case 'text': {
      const stored = await client.plans.store({ text: source.text }, { signal });
      return { ...stored, documentId: source.documentId ?? null, versions: [], version: null };
    }
    case 'template': {
      const { text } = await client.plans.template({ id: source.id }, { signal });
      const stored = await client.plans.store({ text }, { signal });
      return { ...stored, documentId: null, versions: [], version: null };
    }
    case 'document': {
      const { documentId } = source;
      const { document, text, revisions } = await client.plans.get({ documentId }, { signal });
      const numbers = revisions.map((revision) => revision.number);
      const versions: readonly StartVersion[] = document.hasDraft ? ['draft', ...numbers] : numbers;
      const version = wanted ?? document.head ?? 'draft';
      const revision = revisions.find(({ number }) => number === version);
      if (revision === undefined) {
        const stored = await client.plans.store({ text }, { signal });
        return { ...stored, documentId, versions, version: 'draft' };
      }
      const plan = await client.plans.byDigest({ digest: revision.digest }, { signal });
      return { digest: revision.digest, plan, documentId, versions, version };
    }
  }
}
