import { type FileHandle, open } from 'node:fs/promises';
import { FILES, isCountersignature } from '../format/names.ts';
import { isoTime } from '../format/statements.ts';
import type { Timestamp } from '../format/timestamp-reply.ts';
import { expiredWaivers, type RunVerdict, runVerdict } from '../format/verdict.ts';
import type { Opening } from '../format/withheld.ts';
import type { BundleView } from './bundle-view.ts';
import { checkRoot, checkStepStatements, checkVerdictStatement } from './check-attestations.ts';
import { checkLayout, checkSums, checkSumsSignature, readSigner } from './check-files.ts';
import { checkInToto, hasInToto } from './check-in-toto.ts';
import { checkIdentity, checkJournal, checkWithheld, type Journal, readRunFiles } from './check-journal.ts';
import { checkEvidence, checkRecords, checkVerdicts } from './check-records.ts';
import { checkServers, hasServers } from './check-servers.ts';
import { type ClaimLevel, type Countersigners, checkCountersignatures, checkTimestamp } from './check-strength.ts';
import { checkViews, hasKnownViews } from './check-views.ts';
import { type CheckRow, type Failure, Findings } from './findings.ts';
import { readDirectory, ZipProblem } from './read-zip.ts';
import { type BundleFiles, scanFiles } from './scan-files.ts';
import { type TrustedKeys, type TrustOptions, trustedKeys } from './trust.ts';

export interface VerifyOptions extends TrustOptions {
  /** Certificates (PEM) of timestamp authorities that the reader trusts. */
  readonly authorities?: readonly string[];
  /** Withheld values that the owner disclosed. */
  readonly openings?: readonly Opening[];
  readonly signal?: AbortSignal;
}

/** `signed-not-trusted`: everything holds, but nobody whom the reader trusts has signed it. */
export type VerifyOutcome = 'valid' | 'signed-not-trusted' | 'invalid';

/** What the run was, as far as the bundle shows. */
export interface VerifiedRun {
  readonly runId: string;
  readonly plan: { readonly name: string; readonly version: string; readonly digest: string };
  /** The run that did the carried steps: only its own bundle shows them. */
  readonly attemptOf: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number;
  /** At the time of the verification: a waiver that has expired does not count. */
  readonly verdict: RunVerdict;
  /** Steps whose waivers have all expired: the run does not count as waived any more. */
  readonly expiredWaivers: readonly string[];
  readonly steps: readonly { readonly id: string; readonly verdict: string; readonly strength: string | null }[];
}

export interface VerifyReport {
  readonly outcome: VerifyOutcome;
  readonly failures: readonly Failure[];
  readonly rows: readonly CheckRow[];
  readonly signer: {
    readonly fingerprint: string;
    readonly trustedAs: string | null;
    /** How the signer says that the key is kept; `none` is unprotected. */
    readonly protection: string | null;
  } | null;
  /** Only of a bundle that holds. */
  readonly level: ClaimLevel | null;
  readonly timestamp: Timestamp | null;
  readonly run: VerifiedRun | null;
  readonly withheld: {
    readonly fields: readonly string[];
    readonly opened: number;
    readonly artifacts: readonly string[];
    readonly logs: readonly string[];
  } | null;
  /** Bytes of all files. */
  readonly bytes: number;
}

/**
 * Checks a bundle offline: nothing but the file, and whom the reader trusts. Throws a RangeError for a key that cannot be read,
 * and what the file system throws; whatever is wrong with the bundle is in the report.
 */
export async function verifyBundle(path: string, options: VerifyOptions): Promise<VerifyReport> {
  const trusted = trustedKeys(options);
  const findings = new Findings();
  const file = await open(path, 'r');
  try {
    const files = await readFiles(file, findings, options.signal);
    return report(findings, files, files === undefined ? {} : verifyFiles(files, findings, trusted, options));
  } finally {
    await file.close();
  }
}

async function readFiles(
  file: FileHandle,
  findings: Findings,
  signal: AbortSignal | undefined,
): Promise<BundleFiles | undefined> {
  let files: BundleFiles | undefined;
  let problem: ZipProblem | undefined;
  try {
    const { size } = await file.stat();
    files = await scanFiles(file, await readDirectory(file, size), signal);
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error;
    problem = error;
  }
  findings.check('container', () => {
    if (problem !== undefined) findings.fail(problem.failure.file, problem.failure.rule, problem.failure.message);
    return [files?.digests.size ?? 0, files === undefined ? '' : `${files.size} bytes`];
  });
  return files;
}

type Found = Partial<Pick<VerifyReport, 'signer' | 'level' | 'timestamp' | 'run' | 'withheld'>>;

function verifyFiles(files: BundleFiles, findings: Findings, trusted: TrustedKeys, options: VerifyOptions): Found {
  findings.check('files that must be there', () => {
    checkLayout(files, findings);
    return files.digests.size;
  });
  let signer: BundleView['signer'] | undefined;
  findings.check('signing key', () => {
    signer = readSigner(files, findings);
    return [signer === undefined ? 0 : 1, signer?.fingerprint ?? ''];
  });
  if (signer === undefined) return {};
  const view: BundleView = { files, findings, signer };
  const { fingerprint } = signer;
  const found = checkContent(view, trusted, options);
  const protection = found.protection ?? null;
  return { ...found, signer: { fingerprint, trustedAs: trusted.get(fingerprint)?.name ?? null, protection } };
}

function checkContent(view: BundleView, trusted: TrustedKeys, options: VerifyOptions): Found & { protection?: string } {
  const { findings } = view;
  let listed: ReturnType<typeof checkSums> = [];
  findings.check('digests of files', () => {
    listed = checkSums(view);
    return listed.length;
  });
  findings.check('signature of the sums', () => {
    checkSumsSignature(view);
    return 1;
  });
  let runFiles: ReturnType<typeof readRunFiles>;
  let journal: Journal | undefined;
  findings.check('plan and journal', () => {
    runFiles = readRunFiles(view);
    if (runFiles === undefined) return 0;
    journal = checkJournal(view, runFiles);
    if (journal !== undefined) checkIdentity(view, runFiles, journal);
    return [journal?.events ?? 0, 'events, their chain and their tree'];
  });
  let root: ReturnType<typeof checkRoot>;
  findings.check('root attestation', () => {
    root = checkRoot(view, listed, journal);
    return [1, `${listed.length + 1} subjects`];
  });
  const strength = checkStrength(view, root, trusted, {
    ...options,
    isStamped: runFiles?.environment.timestamped === true,
  });
  if (runFiles === undefined || journal === undefined) return {};
  return { ...strength, ...checkRun(view, runFiles, journal, options) };
}

function checkStrength(
  view: BundleView,
  root: ReturnType<typeof checkRoot>,
  trusted: TrustedKeys,
  options: VerifyOptions & { readonly isStamped: boolean },
): Pick<Found, 'level' | 'timestamp'> {
  const { findings } = view;
  let timestamp: Timestamp | undefined;
  let countersigners: Countersigners = { counted: [], unknown: [] };
  if (root === undefined) return {};
  const hasTimestamp = view.files.digests.has(FILES.timestamp);
  if (!hasTimestamp && !options.isStamped) findings.skip('timestamp', 'there is none');
  else {
    findings.check('timestamp', () => {
      timestamp = checkTimestamp(view, root, options.authorities ?? []);
      if (timestamp === undefined) return hasTimestamp ? 1 : 0;
      const trust = timestamp.isTrusted ? '' : ', an authority that you did not name';
      return [1, `${isoTime(timestamp.at)} by ${timestamp.authority}${trust}`];
    });
  }
  if (![...view.files.digests.keys()].some(isCountersignature)) findings.skip('countersignatures', 'there is none');
  else {
    findings.check('countersignatures', () => {
      countersigners = checkCountersignatures(view, root, trusted);
      const { counted, unknown } = countersigners;
      const rest = unknown.map((fingerprint) => `${fingerprint} (not counted: its key is not known here)`);
      return [counted.length, [...counted, ...rest].join(', ')];
    });
  }
  const level = countersigners.counted.length > 0 ? 'L3' : timestamp?.isTrusted === true ? 'L2' : 'L1';
  return { level, timestamp: timestamp ?? null };
}

const VIEWS = `${FILES.report} and ${FILES.verifyText}`;

function checkRun(
  view: BundleView,
  runFiles: NonNullable<ReturnType<typeof readRunFiles>>,
  journal: Journal,
  options: VerifyOptions,
): Found & { protection: string } {
  const { findings } = view;
  const { environment } = runFiles;
  let records: ReturnType<typeof checkRecords> = [];
  findings.check('records', () => {
    records = checkRecords(view, journal);
    return records.length;
  });
  findings.check('logs and artifacts', () => checkEvidence(view, runFiles, records));
  findings.check('verdicts from readings', () => checkVerdicts(view, journal));
  if (!hasServers(runFiles, journal)) findings.skip('MCP servers', 'there is none');
  else findings.check('MCP servers', () => checkServers(view, runFiles, journal));
  findings.check('step attestations', () => checkStepStatements(view, runFiles, records));
  findings.check('verdict attestation', () => {
    checkVerdictStatement(view, journal);
    return 1;
  });
  if (!hasInToto(view)) findings.skip('in-toto layout and links', 'there is none');
  else findings.check('in-toto layout and links', () => checkInToto(view, runFiles, journal));
  if (hasKnownViews(runFiles)) findings.check(VIEWS, () => checkViews(view, runFiles, journal, records));
  else findings.skip(VIEWS, 'another version made them: they are not compared with the journal');
  let opened = 0;
  const { fields, artifacts, logs } = environment.withheld;
  const openings = options.openings ?? [];
  const isWhole = fields.length === 0 && environment.withheld.head === null && journal.withheld.size === 0;
  if (isWhole && openings.length === 0) findings.skip('withheld values', 'there is none');
  else {
    findings.check('withheld values', () => {
      opened = checkWithheld(view, runFiles, journal, openings);
      return [fields.length, `${opened} opened`];
    });
  }
  return {
    run: verifiedRun(journal, records, options.now),
    protection: environment.signer.protection,
    withheld: { fields: fields.map((field) => `${field.seq}${field.pointer}`), opened, artifacts, logs },
  };
}

function verifiedRun({ fold }: Journal, records: ReturnType<typeof checkRecords>, now: number): VerifiedRun {
  const { created, startedAt, end } = fold;
  const { planName, planVersion, planDigest, attemptOf } = created.data;
  return {
    runId: created.runId,
    plan: { name: planName, version: planVersion, digest: planDigest },
    attemptOf: attemptOf?.runId ?? null,
    startedAt,
    endedAt: end?.at ?? created.at,
    verdict: runVerdict(fold, now),
    expiredWaivers: expiredWaivers(fold, now),
    steps: records.map((record) => ({
      id: record.stepId,
      verdict: record.verdict,
      strength: 'strength' in record ? record.strength : null,
    })),
  };
}

function report(findings: Findings, files: BundleFiles | undefined, found: Found): VerifyReport {
  const { signer = null, level = null, timestamp = null, run = null, withheld = null } = found;
  const isWhole = !findings.hasFailed && signer !== null && run !== null;
  const outcome = !isWhole ? 'invalid' : signer.trustedAs === null ? 'signed-not-trusted' : 'valid';
  const { failures, rows } = findings;
  return {
    outcome,
    failures,
    rows,
    signer,
    level: isWhole ? level : null,
    timestamp,
    run,
    withheld,
    bytes: files?.size ?? 0,
  };
}
