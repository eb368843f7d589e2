import type { ContentBlock } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { ExportedView, VerificationView } from '#shared/api/proofs.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import { isoTime, runReport } from '../report.ts';
import type { AddTool, Asked } from '../tool.ts';
import { runRef, stepRef, told } from './find.ts';

/** Largest bundle that may be handed in, characters of base64. */
const LARGEST_BUNDLE = 12_000_000;

const bundle = z.strictObject({
  uri: z.string().describe('the resource that holds the bytes'),
  fileName: z.string(),
  digest: z.string(),
  bytes: z.int(),
  signer: z.string().describe('fingerprint of the key that signed'),
});

const record = z.strictObject({
  step: z.string(),
  verdict: z.string().nullable(),
  strength: z.string().nullable(),
  digest: z.string().nullable().describe('of the proof record; null: the step is not settled'),
});

export function addProofTools(add: AddTool): void {
  add({
    name: 'proof_get',
    title: 'Get the proof of a run',
    description:
      'Tells what shows the outcome of a run: digests of its proof records and of its history, the whole record of one step, and on demand a signed bundle that anybody can check with opsroom verify.',
    input: z.strictObject({
      run: runRef,
      step: stepRef.optional().describe('give the whole record of this step'),
      bundle: z.boolean().default(false).describe('write a signed bundle of the ended run; its export is recorded'),
    }),
    output: z.strictObject({
      report: runReport,
      records: z.array(record),
      record: z.record(z.string(), z.unknown()).nullable(),
      bundle: bundle.nullable(),
    }),
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    async run(asked, { run, step, bundle: isWanted }) {
      const { calls } = asked;
      const detail = await calls.runs.get({ ref: run });
      const { runId, number } = detail.run;
      const inspected = await Promise.all(
        detail.steps.map(({ summary }) => calls.runs.step({ runId, stepId: summary.id })),
      );
      const one = step === undefined ? null : (await calls.runs.step({ runId, stepId: step })).proof;
      const written = isWanted ? await writeBundle(asked, runId) : null;
      // Told last: the export itself is part of the history.
      const { words, data } = told(asked, await calls.runs.get({ ref: runId }));
      const records = inspected.map(({ detail: { summary }, digests }) => {
        return { step: summary.id, verdict: summary.verdict, strength: summary.strength, digest: digests.record };
      });
      const uri = `opsroom://proofs/${runLabel(number)}/bundle`;
      const view = written === null ? null : bundleView(written, uri);
      return {
        words: view === null ? words : `${words}\nA signed bundle was written: ${view.uri} (${view.digest}).`,
        data: { report: data, records, record: one === null ? null : { ...one }, bundle: view },
        content: view === null ? [] : [linkOf(view)],
      };
    },
  });

  add({
    name: 'proof_verify',
    title: 'Verify a bundle',
    description:
      'Verifies a proof bundle with the product’s own verifier: one that proof_get wrote here, or bytes that are handed in. Says whether it is valid, and whether its signer is trusted; “signed-not-trusted” is not valid.',
    input: z.strictObject({
      run: runRef.optional().describe('the bundle of this run that proof_get wrote'),
      bundle: z.base64().max(LARGEST_BUNDLE).optional().describe('or the bytes of a bundle'),
    }),
    output: z.strictObject({
      outcome: z.enum(['valid', 'signed-not-trusted', 'invalid']),
      digest: z.string(),
      rows: z.array(z.strictObject({ label: z.string(), ok: z.boolean().nullable(), note: z.string() })),
      failures: z.array(z.strictObject({ rule: z.string(), message: z.string(), where: z.string() })),
      signer: z.strictObject({ fingerprint: z.string(), trustedAs: z.string().nullable() }).nullable(),
      run: z
        .strictObject({ runId: z.string(), plan: z.string(), verdict: z.string(), endedAt: z.string().nullable() })
        .nullable(),
      withheld: z.int(),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run(asked, { run, bundle: bytes }) {
      const verified = await asked.calls.proofs.verify(await bundleOf(asked, run, bytes), { signal: asked.signal });
      const { outcome, digest, rows, failures, signer, withheld } = verified;
      const ran = verified.run;
      return {
        words: verifiedWords(verified),
        data: {
          outcome,
          digest,
          rows: rows.map((row) => ({ ...row })),
          failures: failures.map((failure) => ({ ...failure })),
          signer: signer === null ? null : { ...signer },
          run:
            ran === null
              ? null
              : { runId: ran.runId, plan: ran.plan, verdict: ran.verdict, endedAt: isoTime(ran.endedAt) },
          withheld,
        },
      };
    },
  });
}

async function writeBundle({ calls, desk }: Asked, runId: RunId): Promise<ExportedView> {
  const exclude = { artifacts: [], logs: [], fields: [] };
  const written = await calls.proofs.export({ runId, exclude, layout: false, folderId: null });
  desk.bundles.set(runId, written);
  return written;
}

function bundleView({ fileName, digest, bytes, fingerprint }: ExportedView, uri: string): z.input<typeof bundle> {
  return { uri, fileName, digest, bytes, signer: fingerprint };
}

function linkOf({ uri, fileName, bytes }: z.input<typeof bundle>): ContentBlock {
  return { type: 'resource_link', uri, name: fileName, mimeType: 'application/zip', size: bytes };
}

async function bundleOf({ calls, desk }: Asked, run: string | undefined, bytes: string | undefined) {
  if ((run === undefined) === (bytes === undefined)) {
    throw new AppError('request.invalid', 'give either run or bundle', {
      hint: 'proof_get writes the bundle of a run',
    });
  }
  if (bytes !== undefined) return { file: new File([Buffer.from(bytes, 'base64')], 'handed-in.opsproof.zip') };
  const { runId, number } = (await calls.runs.get({ ref: run ?? '' })).run;
  const written = desk.bundles.get(runId);
  if (written !== undefined) return { exportId: written.exportId };
  throw new AppError('bundle.unknown-export', `no bundle of ${runLabel(number)} was written here`, {
    hint: 'call proof_get with bundle: true first, or hand in the bytes of one',
  });
}

const OUTCOME_WORDS: Record<VerificationView['outcome'], string> = {
  valid: 'The bundle is VALID: its contents are as they were signed, and the signer is trusted here.',
  'signed-not-trusted':
    'The bundle is signed, but its signer is NOT TRUSTED here: anybody could have made it. It does not count as verified.',
  invalid: 'The bundle is INVALID: it proves nothing.',
};

function verifiedWords({ outcome, failures, run, withheld }: VerificationView): string {
  return [
    OUTCOME_WORDS[outcome],
    ...failures.map(({ rule, message, where }) => `- ${rule}: ${message} (${where})`),
    run === null ? '' : `It is about a run of ${run.plan} that ended as: ${run.verdict}.`,
    withheld === 0 ? '' : `${withheld} parts were withheld.`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
