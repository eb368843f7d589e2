import * as z from 'zod';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { LANES } from '#shared/pulser/plan.ts';
import { json } from '#shared/pulser/primitives.ts';
import { DECISIONS } from '#shared/run/event.ts';
import { runReport } from '../report.ts';
import type { AddTool, Asked } from '../tool.ts';
import { findPlan, reportedRun, runRef, stepRef, told } from './find.ts';

const ANSWERS = ['approve', 'deny', 'values', ...DECISIONS] as const;
const CHANGES = { readOnlyHint: false, openWorldHint: true } as const;
const values = z.record(z.string(), z.unknown());

const startInput = z.strictObject({
  plan: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('name or id of a plan of the library, or the digest of a stored plan'),
  text: z
    .string()
    .max(2_000_000)
    .optional()
    .describe('or a plan as YAML; relative paths start in the folder of the session'),
  inputs: values
    .default({})
    .describe('values of the inputs of the plan; never a secret: secrets are named in the plan'),
  session: z.string().trim().min(1).max(120).default('default').describe('name of a session'),
  lane: z.enum(LANES).optional().describe('default: any that is free'),
  priority: z.int().min(-100).max(100).default(0),
  strict: z.boolean().default(false).describe('refuse a plan with steps that only an exit code verifies'),
});

export function addRunTools(add: AddTool): void {
  add({
    name: 'run_start',
    title: 'Start a run',
    description:
      'Queues a run of a plan and returns at once; nothing is verified then. Follow it with run_wait. The run goes on whether or not anybody waits. Steps that ask for approval wait for a person.',
    input: startInput,
    output: runReport,
    annotations: { ...CHANGES, destructiveHint: true, idempotentHint: false },
    async run(asked, input) {
      const { inputs, lane = null, priority, strict } = input;
      const plan = await planOf(asked, input);
      const order = { ...plan, sessionName: input.session, inputs: jsonOf(inputs, 'inputs'), lane, priority, strict };
      // Not tied to the signal of the call: a client that goes away must not leave it half done.
      const { runId } = await asked.calls.runs.start(order);
      return reportedRun(asked, runId);
    },
  });

  add({
    name: 'run_get',
    title: 'Look at a run',
    description:
      'Tells how a run stands: its steps with verdict and strength, questions, waivers, and the digest of its evidence.',
    input: z.strictObject({ run: runRef }),
    output: runReport,
    annotations: { readOnlyHint: true, openWorldHint: false },
    run: (asked, { run }) => reportedRun(asked, run),
  });

  add({
    name: 'run_answer',
    title: 'Answer a question of a run',
    description:
      'Answers what a step waits for: approve or deny, the values of a form, or a decision. It is recorded under your name. An agent cannot give a person’s word, and by default cannot approve steps of a run that an agent started: that is then refused, and a person has to answer.',
    input: z.strictObject({
      run: runRef,
      step: stepRef,
      question: z
        .int()
        .min(1)
        .optional()
        .describe('the number that the question has in the report; refused when the step asks another by now'),
      answer: z.enum(ANSWERS),
      values: values.optional().describe('for the answer values: by name of the field'),
      reason: z.string().trim().min(1).max(2000).optional(),
      confirmText: z
        .string()
        .max(500)
        .optional()
        .describe('for steps that cannot be undone: what the question asks for'),
    }),
    output: runReport,
    annotations: { ...CHANGES, destructiveHint: true, idempotentHint: false },
    async run(asked, { run, step, question = null, answer, reason = null, confirmText = null, values: given }) {
      const { runId } = (await asked.calls.runs.get({ ref: run })).run;
      const order = { runId, stepId: step, askedSeq: question, answer: answerOf(answer, given), reason, confirmText };
      await asked.calls.questions.answer(order);
      return reportedRun(asked, runId);
    },
  });

  add({
    name: 'run_cancel',
    title: 'Cancel a run',
    description:
      'Asks a run to end: everything that it started is ended. Nothing is undone: what its steps did so far stays as it is. Returns at once; run_wait tells when it has ended.',
    input: z.strictObject({ run: runRef, reason: z.string().trim().min(1).max(2000) }),
    output: runReport,
    annotations: { ...CHANGES, destructiveHint: true, idempotentHint: true },
    async run(asked, { run, reason }) {
      const { runId } = (await asked.calls.runs.get({ ref: run })).run;
      await asked.calls.runs.cancel({ runId, reason });
      return told(asked, await asked.calls.runs.get({ ref: runId }));
    },
  });
}

async function planOf(asked: Asked, { plan, text }: z.output<typeof startInput>) {
  if ((plan === undefined) === (text === undefined)) {
    throw new AppError('request.invalid', 'give either plan or text', { hint: 'plan_list names the plans' });
  }
  if (plan !== undefined) return findPlan(asked, plan);
  return { text, documentId: null };
}

function answerOf(answer: (typeof ANSWERS)[number], given: Readonly<Record<string, unknown>> | undefined) {
  switch (answer) {
    case 'approve':
    case 'deny':
      return { kind: answer };
    case 'values':
      return { kind: answer, values: jsonOf(given ?? {}, 'values') };
    default:
      return { kind: 'decide' as const, decision: answer };
  }
}

/** What came over the wire is JSON already; numbers that are none are refused. */
function jsonOf(value: Readonly<Record<string, unknown>>, where: string): Record<string, Json> {
  const parsed = z.record(z.string(), json).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('request.invalid', `${where} must be JSON values by name`, { hint: 'correct what was sent' });
}
