import type { Reference } from '#main/expressions/parse.ts';
import { comesAfter } from './check-graph.ts';
import type { ExpressionSite } from './expression-sites.ts';
import { asObject, type PlanView, type StepView } from './plan-view.ts';
import { type Problem, suggest } from './problem.ts';

/** What a reference is judged by: where it stands, and what is known there. */
export interface ReferenceScope {
  readonly plan: PlanView;
  readonly site: ExpressionSite;
}

const RUN_MEMBERS = ['id', 'number', 'label', 'session', 'lane', 'workdir', 'workspace'] as const;
/** Members that are known before a run has its number and lane. */
const EARLY_RUN_MEMBERS = ['session', 'workdir', 'workspace'] as const;
const ALL_ROOTS = [
  'inputs',
  'steps',
  'run',
  'secrets',
  'result',
  'body',
  'status',
  'headers',
  'json',
  'rows',
  'text',
  'isError',
];

/** What is wrong with one reference. */
export function checkReference(reference: Reference, offset: number, scope: ReferenceScope): Problem[] {
  const { site } = scope;
  const problem = (code: Problem['code'], message: string, hint: string): Problem[] => [
    {
      severity: 'error',
      code,
      message,
      path: site.path,
      range: { start: offset + reference.start, end: offset + reference.end },
      hint,
    },
  ];
  const { root } = reference;
  if (!site.roots.includes(root)) {
    if (root === 'secrets') {
      const hint = 'Secrets may stand in env, HTTP headers, URLs and bodies, connection urls, and TLS keys only.';
      return problem('expression.secret-place', 'a secret may not stand here', hint);
    }
    const known = [...site.roots].toSorted();
    const message = ALL_ROOTS.includes(root) ? `${root} is not known here` : `unknown name ${root}`;
    return problem('expression.unknown-name', message, suggest(root, known, 'names here'));
  }
  switch (root) {
    case 'inputs':
      return inputProblem(reference, scope.plan, problem);
    case 'secrets':
      return secretProblem(reference, scope.plan, problem);
    case 'run':
      return runProblem(reference, site, problem);
    case 'steps':
      return stepProblem(reference, scope, problem);
    default:
      return [];
  }
}

type Report = (code: Problem['code'], message: string, hint: string) => Problem[];

function inputProblem(reference: Reference, plan: PlanView, problem: Report): Problem[] {
  const [name] = reference.path;
  if (name === undefined || Object.hasOwn(plan.inputs, name)) return [];
  return problem('plan.unknown-input', `unknown input ${name}`, suggest(name, Object.keys(plan.inputs), 'inputs'));
}

function secretProblem(reference: Reference, plan: PlanView, problem: Report): Problem[] {
  const [name] = reference.path;
  if (name === undefined) {
    return problem('plan.unknown-secret', 'must name one secret', 'Write secrets.NAME.');
  }
  if (plan.secrets.includes(name)) return [];
  const hint = plan.secrets.length === 0 ? `Declare it: secrets: [${name}].` : suggest(name, plan.secrets, 'secrets');
  return problem('plan.unknown-secret', `secret ${name} is not declared`, hint);
}

function runProblem(reference: Reference, site: ExpressionSite, problem: Report): Problem[] {
  const [name] = reference.path;
  const known: readonly string[] = site.path[0] === 'locks' ? EARLY_RUN_MEMBERS : RUN_MEMBERS;
  if (name === undefined || known.includes(name)) return [];
  const message = (RUN_MEMBERS as readonly string[]).includes(name)
    ? `run.${name} is not known yet when locks are taken`
    : `run has no ${name}`;
  return problem('expression.unknown-name', message, suggest(name, known, 'members of run'));
}

function stepProblem(reference: Reference, scope: ReferenceScope, problem: Report): Problem[] {
  const { plan, site } = scope;
  const [id, member, output] = reference.path;
  if (id === undefined) {
    return problem(
      'plan.unknown-step',
      'must name a step',
      'Write steps.ID.outputs.NAME, or steps["my-step"].outputs.NAME.',
    );
  }
  const step = plan.byId.get(id);
  if (step === undefined)
    return problem('plan.unknown-step', `unknown step ${id}`, suggest(id, [...plan.byId.keys()], 'steps'));
  const isOwn = site.step?.id === id;
  if (isOwn && site.afterAct !== true) {
    const hint = 'A step sees its own outputs in verify and undo only; outputs are expressions over result.';
    return problem('plan.not-before', `${id} has no outputs yet`, hint);
  }
  if (!isOwn && site.step !== undefined && !comesAfter(plan, site.step, id)) {
    const hint = `Add ${id} to the needs of this step.`;
    return problem('plan.not-before', `${id} is not sure to be done before this step`, hint);
  }
  if (member !== 'outputs') {
    const what = member === undefined ? 'must name an output' : `a step has no ${member}, only outputs`;
    return problem('expression.unknown-name', what, `Write steps["${id}"].outputs.NAME.`);
  }
  if (output === undefined || mayWrite(step, output)) return [];
  const known = outputsOf(step);
  const hint =
    known.length === 0 ? `Declare it in ${id}: outputs: { ${output}: result.… }.` : suggest(output, known, 'outputs');
  return problem('plan.unknown-output', `${id} has no output ${output}`, hint);
}

/** A shell step may write any output while it runs. */
function mayWrite(step: StepView, output: string): boolean {
  const call = asObject(step.raw.do);
  return outputsOf(step).includes(output) || call.shell !== undefined || call.skill !== undefined;
}

function outputsOf(step: StepView): readonly string[] {
  const fields = asObject(asObject(asObject(step.raw.do).human).fields);
  return [...Object.keys(asObject(step.raw.outputs)), ...Object.keys(fields)];
}
