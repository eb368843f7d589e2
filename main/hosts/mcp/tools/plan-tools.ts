import * as z from 'zod';
import type { PlanCheck } from '#shared/api/plans.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { AddTool } from '../tool.ts';
import { libraryPlans } from './find.ts';

const READS = { readOnlyHint: true, openWorldHint: false } as const;
const effect = z.enum(['read', 'write', 'irreversible']);

export function addPlanTools(add: AddTool): void {
  add({
    name: 'plan_check',
    title: 'Check a plan',
    description:
      'Reads a plan (Pulser IR, YAML) and tells every problem with its place and what to do. Nothing is stored and nothing runs. The schema is the resource opsroom://schema.',
    input: z.strictObject({ text: z.string().max(2_000_000).describe('the plan, as YAML') }),
    output: z.strictObject({
      ok: z.boolean(),
      digest: z.string().nullable(),
      name: z.string().nullable(),
      steps: z.array(
        z.strictObject({ id: z.string(), title: z.string(), effect: z.string().nullable(), checks: z.int() }),
      ),
      problems: z.array(
        z.strictObject({
          severity: z.string(),
          code: z.string(),
          line: z.int(),
          column: z.int(),
          path: z.string(),
          message: z.string(),
          hint: z.string().nullable(),
        }),
      ),
    }),
    annotations: READS,
    async run({ calls }, { text }) {
      const check = await calls.plans.check({ text });
      return { words: checkWords(check), data: checkedPlan(check) };
    },
  });

  add({
    name: 'plan_list',
    title: 'List plans',
    description:
      'Lists the plans of the library that run_start can run by name, and the templates that come with the product.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.strictObject({
      plans: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          title: z.string(),
          version: z.string().nullable(),
          digest: z.string().nullable().describe('null: a draft that was never published, which cannot run'),
          steps: z.int().nullable(),
          effect: effect.nullable().describe('the riskiest effect of its steps'),
          runs: z.int(),
          lastRun: z.string().nullable(),
        }),
      ),
      templates: z.array(
        z.strictObject({ id: z.string(), title: z.string(), description: z.string(), effect, steps: z.int() }),
      ),
    }),
    annotations: READS,
    async run(asked, { archived }) {
      const [rows, templates] = await Promise.all([libraryPlans(asked, archived), asked.calls.plans.templates({})]);
      const plans = rows.map(({ id, name, title, version, digest, steps, effect: risk, runs, lastRun }) => {
        const last = lastRun === null ? null : runLabel(lastRun.number);
        return { id, name, title, version, digest, steps, effect: risk, runs, lastRun: last };
      });
      const words =
        plans.length === 0
          ? 'The library has no plans. Templates can be read as resources, and run as text.'
          : plans
              .map(({ name, title, digest }) => `${name}: ${title}${digest === null ? ' (draft, cannot run)' : ''}`)
              .join('\n');
      return { words, data: { plans, templates: templates.map((template) => ({ ...template })) } };
    },
  });
}

function checkWords({ plan, diagnostics }: PlanCheck): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = diagnostics.map(({ severity, code, start, message, hint }) => {
    return `${start.line}:${start.column} ${severity} ${code}: ${message}${hint === undefined ? '' : `. ${hint}`}`;
  });
  if (plan === null) return [`The plan cannot run: ${errors.length} to correct.`, ...lines].join('\n');
  return [`The plan ${plan.name} can run: ${plan.steps.length} steps. Nothing was run.`, ...lines].join('\n');
}

function checkedPlan({ plan, digest, outline, diagnostics }: PlanCheck) {
  return {
    ok: plan !== null,
    digest,
    name: plan?.name ?? null,
    steps: outline.map(({ id, title, effect: risk, checks }) => ({ id, title, effect: risk, checks })),
    problems: diagnostics.map(({ severity, code, start, path, message, hint }) => {
      return { severity, code, line: start.line, column: start.column, path, message, hint: hint ?? null };
    }),
  };
}
