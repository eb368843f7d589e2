import { bytesAt, type Files } from './bundle-kit.ts';
import { testSigner } from './sample-run.ts';

/** What somebody does to a bundle, and the rule that must stop it. */
export interface Attack {
  readonly name: string;
  readonly rule: string;
  readonly file?: string;
  readonly apply: (files: Files) => void;
}

/** A key that nobody trusts. */
export const OTHER = testSigner(2);

/** The file of an artifact, by the end of its name. */
export function artifactIn(files: Files, name: string): string {
  const found = [...files.keys()].find((path) => path.startsWith('artifacts/') && path.endsWith(name));
  if (found === undefined) throw new Error(`no artifact ${name}`);
  return found;
}

/** Edits the text of a file. */
export function respell(files: Files, path: string, edit: (text: string) => string): void {
  files.set(path, Buffer.from(edit(bytesAt(files, path).toString('utf8'))));
}
