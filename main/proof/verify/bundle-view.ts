import type { KeyObject } from 'node:crypto';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { EnvironmentFile } from '../format/environment.ts';
import type { Shape } from '../format/shape.ts';
import { decodeUtf8, parseCanonical } from '../format/strict-json.ts';
import type { Findings } from './findings.ts';
import type { BundleFiles } from './scan-files.ts';

/** A bundle while it is checked. */
export interface BundleView {
  readonly files: BundleFiles;
  readonly findings: Findings;
  readonly signer: BundleSigner;
}

/** The key that the bundle says it is signed with. */
export interface BundleSigner {
  readonly raw: Buffer;
  readonly key: KeyObject;
  readonly fingerprint: string;
}

/** What the files of run/ say, once they have their form. */
export interface RunFiles {
  readonly plan: Plan;
  readonly environment: EnvironmentFile;
}

/** The bytes of a file that is read; empty where it is missing, which is reported on its own. */
export function bytesOf(view: Pick<BundleView, 'files'>, path: string): Buffer {
  return view.files.bytes.get(path) ?? Buffer.alloc(0);
}

/** The text of a file; the empty text when it is not UTF-8, which no form accepts. */
export function textOf(view: Pick<BundleView, 'files'>, path: string): string {
  return decodeUtf8(bytesOf(view, path)) ?? '';
}

/** Canonical JSON of a form; reports what is wrong with it. `where` names a part of the file. */
export function readJson(
  findings: Findings,
  file: string,
  bytes: Uint8Array,
  shape: Shape,
  formRule: string,
  where = '',
): Json | undefined {
  const parsed = parseCanonical(bytes);
  const place = where === '' ? '' : `${where}: `;
  if (!parsed.ok) {
    findings.fail(file, parsed.error, `${place}${JSON_MESSAGES[parsed.error]}`);
    return undefined;
  }
  const problem = shape(parsed.value, '');
  if (problem === undefined) return parsed.value;
  findings.fail(file, formRule, `${place}${problem}`);
  return undefined;
}

const JSON_MESSAGES = {
  'json.encoding': 'it is not UTF-8',
  'json.syntax': 'it is not JSON',
  'json.depth': 'it is nested too deep',
  'json.duplicate-key': 'a key stands twice in one object',
  'json.not-canonical': 'it is not in the canonical form',
} as const;
