import type { ExportPreview } from '#shared/api/proofs.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { isNotRun } from '../format/bundle-record.ts';
import type { EnvironmentFile } from '../format/environment.ts';
import { RunFold } from '../format/fold-run.ts';
import { BUNDLE_FORMAT, FILES } from '../format/names.ts';
import { valueAt } from '../format/withheld.ts';
import { renderViews } from '../report/views.ts';
import { redactablePlaces } from './redactable.ts';
import type { BundleSource } from './source.ts';

/** Files of signatures, attestations, sums and keys that every bundle has. */
const SIGNING_FILES = 9;
const SAMPLE_LENGTH = 60;

/** What a bundle of the run would hold; sizes before they are packed. Throws AppError or RangeError for a damaged history. */
export function previewBundle(
  source: BundleSource,
  signer: { readonly fingerprint: string; readonly protection: string },
): Pick<ExportPreview, 'included' | 'redactable'> {
  const fold = new RunFold(source.plan);
  for (const event of source.events) fold.add(event);
  const records = fold.records();
  const run = records.flatMap((record) => (isNotRun(record) ? [] : [record]));
  const recordBytes = sum(records.map((record) => sizeOf(record)));
  const environment: EnvironmentFile = {
    ...source.environment,
    bundle: BUNDLE_FORMAT,
    runId: fold.created.runId,
    planDigest: source.digest,
    engine: fold.created.data.engine,
    servers: fold.created.data.servers ?? [],
    signer,
    withheld: { fields: [], head: null, artifacts: [], logs: [] },
  };
  const { planName, planVersion } = fold.created.data;
  const report =
    renderViews({ plan: source.plan, fold, records, environment, hasLayout: false }).get(FILES.report) ?? '';
  const needed = { exclude: null, files: 1 } as const;
  return {
    included: [
      { kind: 'plan', label: `${planName} ${planVersion}`, ...needed, bytes: sizeOf(source.plan) },
      { kind: 'proofs', label: 'records of the steps', exclude: null, files: records.length, bytes: recordBytes },
      { kind: 'events', label: `${source.events.length} events`, ...needed, bytes: sum(source.events.map(sizeOf)) },
      // Each step is attested once more, and signed.
      { kind: 'keys', label: 'signatures and keys', exclude: null, files: SIGNING_FILES, bytes: recordBytes },
      { kind: 'report', label: 'report.html', ...needed, bytes: Buffer.byteLength(report) },
      ...run.flatMap((record) => {
        const logs = record.acts.flatMap(({ log }) => (log === null ? [] : [log]));
        if (logs.length === 0) return [];
        // The recording, and the output alone.
        const bytes = 2 * sum(logs.map((log) => log.bytes));
        const label = `output of ${record.stepId}`;
        return [{ kind: 'log' as const, label, exclude: record.stepId, files: 2 * logs.length, bytes }];
      }),
      ...artifactsOf(run.flatMap((record) => record.artifacts)),
    ],
    redactable: redactableValues(source),
  };
}

/** One line for each name: what is left out is named by it. */
function artifactsOf(artifacts: readonly ArtifactRef[]): ExportPreview['included'] {
  const names = [...new Set(artifacts.map(({ name }) => name))];
  return names.map((name) => {
    const files = artifacts.filter((artifact) => artifact.name === name);
    const bytes = sum(files.map(({ size }) => size));
    return { kind: 'artifact', label: name, exclude: name, files: files.length, bytes };
  });
}

function redactableValues({ events }: BundleSource): ExportPreview['redactable'] {
  const found = new Map<string, { sample: string; places: number }>();
  for (const event of events) {
    for (const { parts } of redactablePlaces(event)) {
      const pattern = `/${parts.map((part) => (/^\d+$/.test(part) ? '*' : escaped(part))).join('/')}`;
      const known = found.get(pattern);
      if (known !== undefined) known.places += 1;
      else found.set(pattern, { sample: sampleOf(valueAt(event, parts)), places: 1 });
    }
  }
  return [...found].map(([pattern, { sample, places }]) => ({ pattern, label: labelOf(pattern), sample, places }));
}

/** JSON pointers have two characters of their own. */
function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function sampleOf(value: unknown): string {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > SAMPLE_LENGTH ? `${text.slice(0, SAMPLE_LENGTH)}…` : text;
}

const LABELS: Readonly<Record<string, string>> = {
  '/actor/name': 'names of people and workers',
  '/data/host': 'names of machines',
  '/data/sessionName': 'name of the session',
  '/data/workdir': 'work folder',
  '/data/workspace': 'folder of the session',
  '/data/locks/*': 'locks',
  '/data/call': 'calls of tools',
  '/data/result': 'results of tools',
  '/data/tool/name': 'names of tools',
  '/data/tool/version': 'versions of tools',
  '/data/artifacts/*/name': 'names of artifacts',
  '/data/message': 'questions',
  '/data/reason': 'reasons',
  '/data/readings/*/observed': 'what checks saw',
  '/data/readings/*/message': 'what checks said',
  '/data/readings/*/name': 'names of checks',
  '/data/preconditions/*/observed': 'what preconditions saw',
  '/data/preconditions/*/message': 'what preconditions said',
  '/data/preconditions/*/name': 'names of preconditions',
};

function labelOf(pattern: string): string {
  const [, kind, name] = /^\/data\/(inputs|outputs|answer\/values)\/([^/]+)$/.exec(pattern) ?? [];
  if (name !== undefined)
    return kind === 'inputs' ? `input ${name}` : kind === 'outputs' ? `output ${name}` : `answer ${name}`;
  return LABELS[pattern] ?? pattern;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(canonicalJson(value)) + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
