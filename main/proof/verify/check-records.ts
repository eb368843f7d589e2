import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { digestHex } from '#shared/lib/digest.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import { type BundleRecord, isNotRun } from '../format/bundle-record.ts';
import type { WithheldSummary } from '../format/environment.ts';
import type { FoldedStep } from '../format/fold-step.ts';
import { artifactFile, FILES, isInToto, logFiles, recordFile } from '../format/names.ts';
import { object, text } from '../format/shape.ts';
import { type BundleView, type RunFiles, readJson } from './bundle-view.ts';
import type { Journal } from './check-journal.ts';
import { judgeRun } from './judge-run.ts';
import { judgeStep } from './judge-step.ts';

const recordShape = object({ stepId: text });

/** Every step of the plan has its record, and each says exactly what the journal says. The records as the journal makes them. */
export function checkRecords(view: BundleView, journal: Journal): readonly BundleRecord[] {
  const { findings, files } = view;
  const records = journal.fold.records();
  const expected = new Set<string>();
  for (const [index, record] of records.entries()) {
    const path = recordFile(index, record.stepId);
    expected.add(path);
    const bytes = files.bytes.get(path);
    if (bytes === undefined) {
      findings.fail(path, 'record.missing', `step ${record.stepId} of the plan has no record`);
      continue;
    }
    const found = readJson(findings, path, bytes, recordShape, 'record.form');
    if (found !== undefined && canonicalJson(found) !== canonicalJson(record)) {
      findings.fail(path, 'record.not-in-journal', `${firstDifference(found, record)} is not what the journal says`);
    }
  }
  for (const path of files.digests.keys()) {
    if (/^steps\/.*\/record\.json$/.test(path) && !expected.has(path)) {
      findings.fail(path, 'record.unknown', 'the plan has no such step');
    }
  }
  return records;
}

/** The pointer of the first member in which two values differ. */
function firstDifference(found: unknown, expected: unknown): string {
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null) return 'it';
  const members = expected as Readonly<Record<string, unknown>>;
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  for (const key of keys) {
    const [left, right] = [(found as Record<string, unknown>)[key] ?? null, members[key] ?? null];
    if (canonicalJson(left) === canonicalJson(right)) continue;
    const below = firstDifference(left, right);
    return below === 'it' ? `/${key}` : `/${key}${below}`;
  }
  return 'it';
}

/** Recorded output and artifacts are there with the digests that the records name, or said to be withheld; nothing else is. */
export function checkEvidence(view: BundleView, { environment }: RunFiles, records: readonly BundleRecord[]): number {
  const evidence = new Evidence(view, environment.withheld);
  for (const [index, record] of records.entries()) {
    evidence.expected.add(recordFile(index, record.stepId));
    if (!isNotRun(record)) evidence.ofStep(index, record);
  }
  return evidence.finish();
}

class Evidence {
  readonly expected = new Set<string>(Object.values(FILES));
  readonly #view: BundleView;
  readonly #withheld: WithheldSummary;
  readonly #leftOut = new Set<string>();
  #count = 0;

  constructor(view: BundleView, withheld: WithheldSummary) {
    this.#view = view;
    this.#withheld = withheld;
  }

  ofStep(index: number, record: ProofRecord): void {
    const logs = record.acts.flatMap((act) => (act.log === null ? [] : [act.log]));
    const isLeftOut = this.#withheld.logs.includes(record.stepId);
    if (isLeftOut && logs.length > 0) this.#leftOut.add(record.stepId);
    for (const [place, log] of logs.entries()) {
      if (isLeftOut) continue;
      const { cast, output } = logFiles(index, record.stepId, place);
      this.#file(output, digestHex(log.digest), 'log');
      this.#file(cast, undefined, 'log');
      this.#recording(cast, digestHex(log.digest));
    }
    for (const { digest, name } of record.artifacts) {
      if (this.#withheld.artifacts.includes(digest)) this.#leftOut.add(digest);
      else this.#file(artifactFile(digest, name), digestHex(digest), 'artifact');
    }
  }

  #file(path: string, sha256: string | undefined, kind: 'log' | 'artifact'): void {
    const { findings, files } = this.#view;
    this.expected.add(path);
    this.#count += 1;
    const found = files.digests.get(path);
    if (found === undefined)
      findings.fail(path, `${kind}.missing`, 'a record names it, and nothing says that it was withheld');
    else if (sha256 !== undefined && found !== sha256)
      findings.fail(path, `${kind}.digest`, 'it is not what the record names');
  }

  /** What is played back is what is read. */
  #recording(path: string, sha256: string): void {
    const { findings, files } = this.#view;
    if (!files.digests.has(path) || files.recordings.get(path) === sha256) return;
    findings.fail(path, 'log.recording', 'it is no recording of the output that the record names');
  }

  finish(): number {
    const { findings, files } = this.#view;
    for (const path of files.digests.keys()) {
      // That part has a check of its own.
      if (isInToto(path)) continue;
      const isEvidence = path.startsWith('steps/') || path.startsWith('artifacts/');
      if (!this.expected.has(path) && (isEvidence || !path.includes('/'))) {
        findings.fail(path, 'file.unknown', 'no record names it');
      } else if (!this.expected.has(path) && !path.startsWith('attestations/run.countersign-')) {
        findings.fail(path, 'file.unknown', 'it has no place in a bundle');
      }
    }
    for (const left of [...this.#withheld.artifacts, ...this.#withheld.logs]) {
      if (this.#leftOut.has(left)) continue;
      findings.fail(FILES.environment, 'withheld.unknown', `${left} is said to be withheld, and no record names it`);
    }
    return this.#count;
  }
}

/** Every verdict and strength follows from its readings; the run's follows from its steps'. */
export function checkVerdicts(view: BundleView, journal: Journal): number {
  const { findings } = view;
  const { fold } = journal;
  for (const step of fold.steps) {
    const objection = judgeStep(step, fold);
    if (objection === undefined) continue;
    findings.fail(recordFile(step.index, step.plan.id), objection.rule, `${verdictOf(step)}: ${objection.message}`);
  }
  const objection = judgeRun(fold);
  if (objection !== undefined) findings.fail(FILES.journal, 'run.unsupported', objection);
  return fold.steps.length + 1;
}

function verdictOf(step: FoldedStep): string {
  return `${step.plan.id} is ${step.verdict ?? 'not run'}`;
}
