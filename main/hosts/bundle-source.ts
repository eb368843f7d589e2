import { createReadStream } from 'node:fs';
import type { BundleSource } from '#main/proof/bundle/source.ts';
import { openLog } from '#main/store/logs/log-reader.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ControlRoom } from './compose.ts';

const MASKING =
  'exact values and their lines, in known encodings (base64, hex, URI, JSON, XML, shell), across chunks and escape codes, before anything is stored';

/** A run of a data folder as the writer of bundles reads it. Throws AppError `run.no-plan`. */
export function bundleSource(room: ControlRoom, runId: RunId, signal: AbortSignal): BundleSource {
  const { store, services, logs } = room;
  const events = store.runs.events(runId);
  const [created] = events;
  const digest = created?.type === 'run.created' ? created.data.planDigest : undefined;
  const plan = digest === undefined ? undefined : store.plans.get(digest);
  if (plan === undefined || digest === undefined) {
    throw new AppError('run.no-plan', `the plan of run ${runId} is not in the store`);
  }
  return {
    plan,
    digest,
    events,
    records: store.runs.proofs(runId),
    environment: {
      app: { name: 'ops-control-room', version: room.engine },
      tools: services.tools.map((tool) => {
        const { kind, name, version } = tool.identity();
        return { kind, name, version };
      }),
      masking: { policy: MASKING },
    },
    readLog: (log, form) => until(signal, form === 'cast' ? castBytes(room, log) : outputBytes(logs.resolve(log.path))),
    readArtifact: (content) => until(signal, artifactBytes(room, content)),
  };
}

function castBytes({ logs }: ControlRoom, log: LogRef): AsyncIterable<Uint8Array> {
  return createReadStream(logs.resolve(log.path));
}

async function* artifactBytes({ artifacts }: ControlRoom, digest: Digest): AsyncGenerator<Uint8Array> {
  for await (const block of await artifacts.open(digest)) yield block as Buffer;
}

async function* outputBytes(path: string): AsyncGenerator<Uint8Array> {
  const log = await openLog(path);
  try {
    for await (const [, bytes] of log.replay()) yield bytes;
  } finally {
    await log.close();
  }
}

async function* until(signal: AbortSignal, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const block of bytes) {
    signal.throwIfAborted();
    yield block;
  }
}
