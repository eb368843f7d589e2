import * as z from 'zod';
import type { RunEvidence } from '#shared/api/history.ts';
import { runLabel } from '#shared/run/ids.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { STRENGTHS, VERIFICATIONS } from '#shared/run/verdict.ts';
import { isoTime, tellWaiver, toldWaiver } from '../report.ts';
import type { AddTool } from '../tool.ts';

const moment = z.iso.datetime({ offset: true }).optional();

export function addSearchTool(add: AddTool): void {
  add({
    name: 'runs_search',
    title: 'Search runs',
    description:
      'Searches the runs of every session: by text (label, plan, step, reason, plan text, log text), status, plan and time.',
    input: z.strictObject({
      text: z.string().max(500).optional(),
      status: z.array(z.enum(SHOWN_STATUSES)).optional(),
      plan: z.string().max(200).optional().describe('name of a plan'),
      from: moment.describe('ISO 8601; by when the run was made'),
      to: moment,
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.strictObject({
      total: z.int(),
      /** Where the next page begins. */
      next: z.int().nullable(),
      textIncomplete: z.boolean().describe('some logs are not, or not wholly, in the text index: a run may be missing'),
      runs: z.array(
        z.strictObject({
          run: z.string(),
          runId: z.string(),
          plan: z.string(),
          session: z.string(),
          status: z.enum(SHOWN_STATUSES),
          verification: z.enum(VERIFICATIONS),
          strength: z.enum(STRENGTHS).nullable(),
          reason: z.string(),
          waivers: z.array(toldWaiver),
          evidence: z
            .strictObject({ digest: z.string(), events: z.int() })
            .nullable()
            .describe('hash of the newest event of the hash-chained history'),
          startedBy: z.string(),
          createdAt: z.string().nullable(),
          finishedAt: z.string().nullable(),
          excerpt: z.string().nullable().describe('where the text was found'),
        }),
      ),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run({ calls }, { text, status, plan, from, to, offset, limit }) {
      const filter = {
        ...(text === undefined ? {} : { text }),
        ...(status === undefined ? {} : { status }),
        ...(plan === undefined ? {} : { plans: [plan] }),
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
      };
      const found = await calls.history.window({ filter, sort: { by: 'number', descending: true }, offset, limit });
      const evidence = await calls.history.evidence({ runIds: found.rows.map(({ run }) => run.runId) });
      const runs = found.rows.map(({ run, status: shown, operator, hit }, at) => ({
        run: runLabel(run.number),
        runId: run.runId,
        plan: run.planName,
        session: run.sessionName,
        status: shown,
        verification: run.verification,
        strength: run.strength,
        reason: run.reason,
        ...proved(evidence[at]),
        startedBy: operator,
        createdAt: isoTime(run.createdAt),
        finishedAt: isoTime(run.finishedAt),
        excerpt: hit?.excerpt ?? null,
      }));
      const end = offset + runs.length;
      const next = end < found.total ? end : null;
      const lines = runs.map(
        (each) =>
          `${each.run} ${each.plan}: ${each.status}${each.reason === '' ? '' : ` (${each.reason})`}${waivedBy(each.waivers)}`,
      );
      const { total, textIncomplete } = found;
      const notes = textIncomplete ? ['Some texts are not searched yet: a run may be missing.'] : [];
      return {
        words: [`${total} runs found.`, ...lines, ...notes].join('\n'),
        data: { total, next, textIncomplete, runs },
      };
    },
  });
}

function proved(evidence: RunEvidence | null | undefined) {
  if (evidence == null) return { waivers: [], evidence: null };
  const { digest, events, waivers } = evidence;
  return { waivers: waivers.map(tellWaiver), evidence: { digest, events } };
}

function waivedBy(waivers: readonly { readonly step: string; readonly by: string }[]): string {
  return waivers.map(({ step, by }) => `; ${by} vouches for step ${step}`).join('');
}
