import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { digestHex } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { Reading } from '#shared/run/reading.ts';
import { type BundleRecord, isNotRun } from './bundle-record.ts';
import type { RunFold } from './fold-run.ts';
import { allTools, calledTools } from './mcp-facts.ts';
import {
  artifactFile,
  BUILD_TYPE,
  BUILDER_ID,
  FILES,
  logFiles,
  PREDICATES,
  recordFile,
  STATEMENT_TYPE,
  VERDICT_VERIFIER,
} from './names.ts';
import type { PlanStep } from './plan-facts.ts';
import { comparePaths, type FileDigest } from './sums.ts';
import { runVerdict } from './verdict.ts';

// Every statement follows from the files of the bundle: the writer signs these bytes, and the verifier makes them again and
// compares. A statement that says anything else is no statement of this bundle.

/** The digests of the files of a bundle, by path. */
export type FileDigests = ReadonlyMap<string, string>;

/** A file by its path and digest. */
export interface Resource {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** A file of the bundle. Throws a RangeError when it has none of that path. */
export function resource(path: string, files: FileDigests): Resource {
  const sha256 = files.get(path);
  if (sha256 === undefined) throw new RangeError(`the bundle has no file ${path}`);
  return { name: path, digest: { sha256 } };
}

function statement(subject: readonly Resource[], predicateType: string, predicate: unknown): Buffer {
  return Buffer.from(canonicalJson({ _type: STATEMENT_TYPE, subject, predicateType, predicate }));
}

/** One step: link v0.3, then test-result v0.1 for each check that was read. */
export function stepStatements(
  record: BundleRecord,
  step: PlanStep,
  index: number,
  files: FileDigests,
): readonly Buffer[] {
  const link = statement(stepProducts(record, index, files), PREDICATES.link, {
    name: step.id,
    command: [],
    materials: [resource(FILES.plan, files), ...(isNotRun(record) ? [] : calledTools(record.servers ?? [], step))],
    byproducts: isNotRun(record)
      ? { verdict: record.verdict, reason: record.reason }
      : {
          verdict: record.verdict,
          strength: record.strength,
          reason: record.reason,
          tries: record.tries,
          undo: record.undo?.verdict ?? null,
        },
    environment: isNotRun(record)
      ? { runId: record.runId, planDigest: record.planDigest }
      : { runId: record.runId, planDigest: record.planDigest, generation: record.generation, actor: record.actor },
  });
  if (isNotRun(record)) return [link];
  const subject = [resource(recordFile(index, step.id), files)];
  const decisive = record.verdict === 'satisfied' ? record.before : record.after;
  const results = step.verify.flatMap((_, check) => {
    const reading = decisive.findLast((candidate) => candidate.check === check);
    // What could not be read has no result: it is neither passed nor failed.
    if (reading === undefined || reading.status === 'unreadable') return [];
    return [statement(subject, PREDICATES.testResult, testResult(step, check, reading, files))];
  });
  return [link, ...results];
}

function testResult(step: PlanStep, check: number, reading: Reading, files: FileDigests): JsonObject {
  const label = typeof reading.name === 'string' ? `${step.id}/${check} ${reading.name}` : `${step.id}/${check}`;
  const isWarning = reading.status === 'red' && reading.severity === 'warn';
  const configuration = { ...resource(FILES.plan, files), annotations: { step: step.id, check } };
  return {
    result: reading.status === 'green' ? 'PASSED' : isWarning ? 'WARNED' : 'FAILED',
    configuration: [configuration],
    passedTests: reading.status === 'green' ? [label] : [],
    warnedTests: isWarning ? [label] : [],
    failedTests: reading.status === 'red' && !isWarning ? [label] : [],
  };
}

/** What a step left in the bundle; artifacts that were left out keep their digest. */
export function stepProducts(record: BundleRecord, index: number, files: FileDigests): readonly Resource[] {
  const found = new Map([[recordFile(index, record.stepId), resource(recordFile(index, record.stepId), files)]]);
  if (isNotRun(record)) return [...found.values()];
  record.acts
    .filter((act) => act.log !== null)
    .forEach((_, place) => {
      const { cast, output } = logFiles(index, record.stepId, place);
      for (const path of [cast, output]) if (files.has(path)) found.set(path, resource(path, files));
    });
  for (const artifact of record.artifacts) {
    const path = artifactFile(artifact.digest, artifact.name);
    found.set(path, { name: path, digest: { sha256: digestHex(artifact.digest) } });
  }
  return [...found.values()];
}

/** The root: what ran, from what, and every file of the bundle. `listed` are the files of SHA256SUMS. */
export function rootStatement(fold: RunFold, listed: readonly FileDigest[], files: FileDigests): Buffer {
  const { created, startedAt, end } = fold;
  if (end === undefined) throw new RangeError('the run has not ended');
  const { planName, planVersion, planDigest, inputs, secrets, policy, engine, servers = [] } = created.data;
  const ordered = [...listed].sort((a, b) => comparePaths(a.path, b.path));
  const subject = [FILES.sums, ...ordered.map((file) => file.path)].map((path) => resource(path, files));
  return statement(subject, PREDICATES.provenance, {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { plan: { name: planName, version: planVersion, digest: planDigest }, inputs },
      internalParameters: { policy, secrets },
      resolvedDependencies: [resource(FILES.plan, files), resource(FILES.environment, files), ...allTools(servers)],
    },
    runDetails: {
      builder: { id: BUILDER_ID, version: { engine } },
      metadata: {
        invocationId: created.runId,
        startedOn: isoTime(startedAt ?? created.at),
        finishedOn: isoTime(end.at),
      },
      byproducts: [resource(FILES.journal, files), resource(FILES.steps, files)],
    },
  });
}

/** The verdict as a Simple Verification Result v0.2; `properties` names only what passed. */
export function verdictStatement(fold: RunFold, files: FileDigests): Buffer {
  const verdict = runVerdict(fold);
  const properties: string[] = [];
  if (verdict.verification === 'passed') {
    properties.push('OPSROOM_RUN_PASSED', `OPSROOM_STRENGTH_${(verdict.strength ?? 'none').toUpperCase()}`);
  }
  if (verdict.verification === 'waived') properties.push('OPSROOM_RUN_PASSED_WITH_WAIVER');
  if (verdict.rollback === 'verified') properties.push('OPSROOM_ROLLBACK_VERIFIED');
  const subject = [FILES.plan, FILES.journal, FILES.checkpoint].map((path) => resource(path, files));
  return statement(subject, PREDICATES.verdict, {
    verifier: { id: VERDICT_VERIFIER, policies: [resource(FILES.plan, files)] },
    timeCreated: isoTime(verdict.waivers.at(-1)?.at ?? fold.end?.at ?? 0),
    properties,
    opsroom_verdict: verdict,
  });
}

/** RFC 3339 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
