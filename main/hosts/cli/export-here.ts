import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunState } from '#main/engine/state.ts';
import { journalProofs } from '#main/proof/bundle/journal-proofs.ts';
import type { Signer } from '#main/proof/sign/signer.ts';
import { AppError, type ErrorData, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { ControlRoom } from '../compose.ts';
import { assertTarget, type ExportedBundle, type ExportRequest, exportRun, withheldNames } from '../export-run.ts';
import { sizeText } from './format/times.ts';
import type { Invocation } from './invocation.ts';
import { errorData, reportError } from './report-error.ts';
import { openIdentity } from './signing.ts';
import { onStop } from './stop-signals.ts';
import { usageError } from './usage-error.ts';

/** Where a bundle goes, and who signs it: known before a run is started. */
export interface BundleTarget {
  /** Absolute. */
  readonly file: string;
  readonly signer: Signer;
}

/** `bundle` in the document of a run: what was written, or why nothing was. */
export type BundleDocument = ReturnType<typeof bundleDocument> | { readonly error: ErrorData };

export async function openTarget(invocation: Invocation, file: string): Promise<BundleTarget> {
  const path = resolve(file);
  assertTarget(path);
  return { file: path, signer: await openIdentity(invocation) };
}

export function bundleDocument(bundle: ExportedBundle) {
  const { file, digest, bytes, files, fingerprint } = bundle;
  return { file, digest, bytes, files, signer: fingerprint, withheld: withheldNames(bundle) };
}

export function bundleText({ file, bytes, digest, fingerprint }: ExportedBundle): string {
  return `${file}  ${sizeText(bytes)}  ${digest}\n  signed by ${fingerprint}\n`;
}

/** Exports until a signal asks the process to end; `undefined` then. */
export async function exportUntilStopped(
  room: ControlRoom,
  request: Omit<ExportRequest, 'signal'>,
): Promise<ExportedBundle | undefined> {
  const stop = new AbortController();
  const ignoreSignals = onStop((_count, signal) => stop.abort(new Error(signal)));
  try {
    return await exportRun(room, { ...request, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted && !(error instanceof AppError)) return undefined;
    throw error;
  } finally {
    ignoreSignals();
  }
}

/** Exports the run that was just executed. That it cannot be exported does not change how it ended: it is told beside that. */
export async function exportAfterRun(
  room: ControlRoom,
  invocation: Invocation,
  state: RunState,
  target: BundleTarget,
): Promise<BundleDocument> {
  const say = (error: ErrorData): { readonly error: ErrorData } => {
    if (!invocation.json) reportError(invocation.io, error, { json: false, log: undefined });
    return { error };
  };
  if (!isTerminal(state.execution)) {
    const hint = `opsroom export ${runLabel(state.number)} -o ${target.file}, once it has ended`;
    return say({ code: 'bundle.run-not-ended', message: 'no bundle was written: the run has not ended', hint });
  }
  try {
    const bundle = await exportUntilStopped(room, { ...target, runId: state.runId });
    if (bundle === undefined) return say({ code: 'bundle.interrupted', message: 'the export was interrupted' });
    invocation.io.err(bundleText(bundle));
    return bundleDocument(bundle);
  } catch (error) {
    room.services.logger.error('the export of a run failed', { error });
    return say(errorData(error));
  }
}

/** Writes what shows, without the rest of the journal, that the events of a step stand in it. Beside the bundle. */
export async function writeStepProofs(bundle: string, stepIds: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const stepId of stepIds) {
    const proofs = await journalProofs(bundle, stepId);
    const file = `${bundle.replace(/(?:\.opsproof)?\.zip$/, '')}.${stepId}.tlog-proofs.json`;
    writeFileSync(file, `${JSON.stringify({ version: 1, stepId, proofs }, null, 2)}\n`);
    files.push(file);
  }
  return files;
}

/** The text of a file that an option names. Throws AppError `usage.invalid`. */
export function readNamedFile(path: string, flag: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError(`${flag} ${path} cannot be read (${errorCode(error) ?? errorMessage(error)})`);
  }
}

/** The certificate (PEM) of a timestamp authority. */
export function readAuthority(path: string): X509Certificate {
  const text = readNamedFile(path, '--authority');
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw usageError(`${path} is no certificate: ${errorMessage(cause)}`, 'give it as PEM');
  }
}
