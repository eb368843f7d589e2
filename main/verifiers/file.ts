import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Observation, Verifier, VerifierContext } from '#main/engine/ports/verifier.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import type { FileCheck } from '#shared/pulser/check.ts';
import { judgeExpression } from './expression.ts';
import { green, red, unreadable } from './observation.ts';
import { judgeText } from './text-match.ts';

/** Largest file whose text is looked into; a digest has no limit. */
const TEXT_LIMIT = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * Looks at a file. That nothing is there is definite; what cannot be looked at for another reason is unreadable. The digest and
 * the text come from one reading.
 */
export function createFileVerifier(parts: { readonly clock: Clock }): Verifier {
  return {
    kind: 'file',
    async read(check, context) {
      context.signal.throwIfAborted();
      if (check.file === undefined) return unreadable(null, 'not a file check');
      const stop = new AbortController();
      const onAbort = (): void => stop.abort(context.signal.reason);
      context.signal.addEventListener('abort', onAbort, { once: true });
      const cancelDeadline = parts.clock.schedule(context.timeoutMs, () =>
        stop.abort(new AppError('check.timeout', `not read within ${formatDuration(context.timeoutMs)}`)),
      );
      try {
        return await look(check.file, context, stop.signal);
      } catch (error) {
        context.signal.throwIfAborted();
        return unreadable(null, `${check.file.path}: ${reasonOf(error)}`);
      } finally {
        cancelDeadline();
        context.signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

async function look(check: FileCheck, context: VerifierContext, signal: AbortSignal): Promise<Observation> {
  const path = resolve(context.cwd, check.path);
  const entry = await stat(path).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entry === undefined) {
    const observed = { exists: false };
    return check.exists
      ? red(observed, `${check.path} does not exist`)
      : green(observed, `${check.path} does not exist`);
  }
  if (!check.exists) return red({ exists: true }, `${check.path} exists`);
  const looksInside = check.sha256 !== undefined || readsText(check);
  if (!looksInside) return green({ exists: true, bytes: entry.size }, `${check.path} exists`);
  // Opening a pipe would wait for its other end, a directory has no content.
  if (!entry.isFile()) return unreadable({ exists: true }, `${check.path} is not a regular file`);
  return judgeContent(check, await readContent(path, readsText(check), signal), context);
}

interface Content {
  readonly bytes: number;
  readonly sha256: string;
  /** `undefined` when nobody asked for it, or the file is too large. */
  readonly text: string | undefined;
}

function judgeContent(check: FileCheck, content: Content, context: VerifierContext): Observation {
  const observed: JsonObject = {
    exists: true,
    bytes: content.bytes,
    ...(check.sha256 === undefined ? {} : { sha256: content.sha256 }),
  };
  if (check.sha256 !== undefined) {
    const wanted = check.sha256
      .trim()
      .toLowerCase()
      .replace(/^sha256:/, '');
    if (!/^[0-9a-f]{64}$/.test(wanted)) return unreadable(observed, 'the expected sha256 is not 64 hex digits');
    if (content.sha256 !== wanted) return red(observed, `sha256 is ${content.sha256}, expected ${wanted}`);
  }
  if (!readsText(check)) return green(observed, 'sha256 is as expected');
  if (content.text === undefined)
    return unreadable(observed, `${check.path} is larger than what is looked into (64 MiB)`);
  const text = judgeText(
    { contains: check.contains, matches: check.matches },
    { name: check.path, text: content.text, isCut: false },
  );
  if (text.status !== 'green' || check.json === undefined) return { ...text, observed };
  const parsed = parseJson(content.text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return red(observed, `${check.path} ${parsed.error}`);
  return { ...judgeExpression(context, check.json, { json: parsed.value }), observed };
}

function readsText(check: FileCheck): boolean {
  return check.contains !== undefined || check.matches !== undefined || check.json !== undefined;
}

async function readContent(path: string, keepsText: boolean, signal: AbortSignal): Promise<Content> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await readHandle(handle, keepsText, signal);
  } finally {
    await handle.close();
  }
}

async function readHandle(handle: FileHandle, keepsText: boolean, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const buffer = Buffer.allocUnsafe(CHUNK);
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    if (!keepsText) continue;
    if (bytes <= TEXT_LIMIT) kept.push(chunk);
    else kept.length = 0;
  }
  const hasText = keepsText && bytes <= TEXT_LIMIT;
  return { bytes, sha256: hash.digest('hex'), text: hasText ? Buffer.concat(kept).toString('utf8') : undefined };
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return errorCode(error) ?? 'cannot be read';
}
