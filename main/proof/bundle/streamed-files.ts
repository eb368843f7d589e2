import { createHash } from 'node:crypto';
import { type Digest, digestHex } from '#shared/lib/digest.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import { type BundleRecord, isNotRun } from '../format/bundle-record.ts';
import { artifactFile, logFiles } from '../format/names.ts';
import { type BundleSource, type Exclusions, matchesAny } from './source.ts';

/** A file of the bundle that is copied from the data folder, never held in memory. */
export interface StreamedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface StreamedFiles {
  readonly files: readonly StreamedFile[];
  readonly withheldArtifacts: readonly Digest[];
  readonly withheldLogs: readonly string[];
}

/** The logs and artifacts that the records name. `records` still have every value, `shown` are as they are exported. */
export async function streamedFiles(
  source: BundleSource,
  records: readonly BundleRecord[],
  shown: readonly BundleRecord[],
  exclude: Exclusions,
): Promise<StreamedFiles> {
  const files = new Map<string, StreamedFile>();
  const add = (file: StreamedFile): void => void files.set(file.path, file);
  const withheldLogs: string[] = [];
  const withheldArtifacts = excludedArtifacts(records, exclude.artifacts ?? []);
  for (const [index, record] of records.entries()) {
    const exported = shown[index];
    if (isNotRun(record) || exported === undefined || isNotRun(exported)) continue;
    const logs = record.acts.flatMap((act) => (act.log === null ? [] : [act.log]));
    if (logs.length > 0 && matchesAny(exclude.logs ?? [], record.stepId)) withheldLogs.push(record.stepId);
    else {
      for (const [place, log] of logs.entries()) {
        const paths = logFiles(index, record.stepId, place);
        const open = (): AsyncIterable<Uint8Array> => source.readLog(log, 'cast');
        add({ path: paths.cast, ...(await measured(open())), open });
        add(outputFile(source, paths.output, log));
      }
    }
    for (const { digest, size, name } of exported.artifacts) {
      if (withheldArtifacts.has(digest)) continue;
      const open = (): AsyncIterable<Uint8Array> => source.readArtifact(digest);
      add({ path: artifactFile(digest, name), size, sha256: digestHex(digest), open });
    }
  }
  return { files: [...files.values()], withheldArtifacts: [...withheldArtifacts].sort(), withheldLogs };
}

/** An artifact that stands under several names is left out under all of them. */
function excludedArtifacts(records: readonly BundleRecord[], patterns: readonly string[]): ReadonlySet<Digest> {
  const artifacts = records.flatMap((record) => (isNotRun(record) ? [] : record.artifacts));
  return new Set(artifacts.filter(({ name }) => matchesAny(patterns, name)).map(({ digest }) => digest));
}

function outputFile(source: BundleSource, path: string, log: LogRef): StreamedFile {
  return { path, size: log.bytes, sha256: digestHex(log.digest), open: () => source.readLog(log, 'output') };
}

async function measured(bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
