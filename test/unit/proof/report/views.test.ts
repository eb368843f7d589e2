import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BundleEvent } from '#main/proof/format/bundle-event.ts';
import type { EnvironmentFile } from '#main/proof/format/environment.ts';
import { RunFold } from '#main/proof/format/fold-run.ts';
import { RENDERING, renderViews } from '#main/proof/report/views.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';

/** Two runs as they were recorded once: one that passed, one that was rolled back and waived. They stay as they are. */
const { plan, runs } = JSON.parse(
  readFileSync(new URL('../../../fixtures/proof/rendered-runs.json', import.meta.url), 'utf8'),
) as { readonly plan: Plan; readonly runs: readonly (readonly BundleEvent[])[] };

const environment = {
  runId: runs[0]?.[0]?.runId,
  signer: { fingerprint: 'SHA256:abc', protection: 'none' },
  withheld: { fields: [], head: null, artifacts: ['sha256:0'], logs: ['backup'] },
} as unknown as EnvironmentFile;

function viewsOf(events: readonly BundleEvent[], more: Partial<EnvironmentFile> = {}): ReadonlyMap<string, string> {
  const fold = new RunFold(plan);
  for (const event of events) fold.add(event);
  const facts = { plan, fold, records: fold.records(), hasLayout: more.timestamped === true };
  return renderViews({ ...facts, environment: { ...environment, ...more } });
}

it('are what verifiers of this rendering expect: raise RENDERING with every change of them', () => {
  const all = runs.flatMap((events) => [...viewsOf(events), ...viewsOf(events, { timestamped: true })]);
  const digest = createHash('sha256').update(canonicalJson(all)).digest('hex');
  expect({ RENDERING, digest }).toEqual({
    RENDERING: 1,
    digest: '90d7be4e20dd40d403341cbbf092be30aa157fb59e1f3a6cabceaaafb22022f6',
  });
});

it('are the same in whatever order the members of events stand', () => {
  const reversed = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(reversed);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]: [string, unknown]) => [key, reversed(member)]),
    );
  };
  for (const events of runs) expect(viewsOf(reversed(events) as BundleEvent[])).toEqual(viewsOf(events));
});
