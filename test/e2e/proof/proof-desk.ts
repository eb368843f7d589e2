import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyReport } from '#main/proof/verify/verify-bundle.ts';
import { Desk } from '#test/e2e/cli/opsroom.ts';

export const PRINTS = `
pulser: 1
name: prints
steps:
  - id: print
    do: { shell: 'echo hello world; echo notes > notes.txt; echo "token=tok-$((4700 + 11))-north" >> "$OPS_OUTPUT"' }
    verify: [{ file: { path: notes.txt, contains: notes } }]
    artifacts: [notes.txt]
    undo: { file: { delete: notes.txt } }
`;

export const FAILS = `
pulser: 1
name: fails
steps:
  - { id: a, do: { shell: "exit 1" }, verify: [{ file: { path: never } }], undo: { shell: "true" } }
  - { id: b, do: { shell: "exit 1" }, verify: [{ file: { path: never } }], undo: { shell: "true" } }
`;

/** What documents about bundles hold, as far as tests look into them. */
export interface ProofDocument {
  readonly file: string;
  readonly digest: string;
  readonly signer: string;
  readonly withheld: readonly string[];
  readonly proofs: readonly string[];
  readonly verification: string;
  readonly waivers: readonly { readonly stepId: string; readonly reason: string; readonly until: number | null }[];
  readonly bundle: {
    readonly digest: string;
    readonly signer: string;
    readonly error: { readonly code: string };
  };
  readonly identity: {
    readonly fingerprint: string;
    readonly protection: { readonly kind: string; readonly isProtected: boolean };
    readonly retired: readonly { readonly fingerprint: string }[];
  } | null;
  readonly trusted: readonly { readonly fingerprint: string; readonly name: string }[];
  readonly error: { readonly code: string; readonly message: string };
}

/** A desk for proof bundles. */
export class ProofDesk extends Desk {
  path(name: string): string {
    return join(this.work, name);
  }

  async document(args: readonly string[]): Promise<{ code: number | null; document: ProofDocument; stderr: string }> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    return { code, document: JSON.parse(stdout) as ProofDocument, stderr };
  }

  async report(args: readonly string[]): Promise<{ code: number | null; report: VerifyReport }> {
    const { code, stdout } = await this.run(['verify', ...args, '--json']);
    return { code, report: JSON.parse(stdout) as VerifyReport };
  }

  /** Unpacks a bundle with somebody else's reader; the folder. */
  unzip(bundle: string, folder: string): string {
    const target = this.path(folder);
    mkdirSync(target);
    execFileSync('python3', ['-m', 'zipfile', '-e', this.path(bundle), target]);
    return target;
  }
}
