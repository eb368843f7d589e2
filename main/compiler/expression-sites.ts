import { CALL_MEMBERS, CHECK_MEMBERS } from '#main/expressions/resolve.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import { TOOL_KINDS } from '#shared/pulser/tool-call.ts';
import {
  asObject,
  type CheckView,
  callsOf,
  checksOf,
  isText,
  listOf,
  type PlanView,
  type StepView,
} from './plan-view.ts';
import type { PlanPath } from './problem.ts';

/** A text of a plan that holds expressions, or must not, and what they may refer to. */
export interface ExpressionSite {
  readonly path: PlanPath;
  readonly text: string;
  /**
   * `bare`: the text is an expression; `template`: a text with `${{ }}` places; `whole`: one `${{ }}` and nothing else;
   * `shell`: no `${{ }}` at all; `plain`: shown as written, so that `${{ }}` in it has no effect.
   */
  readonly form: 'bare' | 'template' | 'whole' | 'shell' | 'plain';
  readonly roots: readonly string[];
  readonly step?: StepView;
  /** The step's own outputs are known there. */
  readonly afterAct?: boolean;
  readonly expectsTruth?: boolean;
  readonly isSql?: boolean;
}

const STEP_ROOTS = ['inputs', 'steps', 'run'] as const;
const LOCAL_ROOTS: Readonly<Record<string, readonly string[]>> = {
  shell: ['json'],
  file: ['json'],
  http: ['body', 'status', 'headers'],
  sql: ['rows'],
  mcp: ['result', 'text', 'isError'],
};

/** Every text of a plan that may hold an expression, in no particular order. */
export function* expressionSites(plan: PlanView): Generator<ExpressionSite> {
  for (const key of ['title', 'description']) yield* plain(plan.raw[key], [key]);
  for (const [index, lock] of listOf(plan.raw.locks).entries()) {
    if (isText(lock)) yield { path: ['locks', index], text: lock, form: 'template', roots: ['inputs', 'run'] };
  }
  for (const [name, connection] of Object.entries(plan.connections)) {
    const { path, url } = asObject(connection);
    const base = ['connections', name];
    if (isText(path)) yield { path: [...base, 'path'], text: path, form: 'template', roots: ['inputs', 'run'] };
    if (isText(url)) yield { path: [...base, 'url'], text: url, form: 'template', roots: ['inputs', 'run', 'secrets'] };
  }
  for (const step of plan.steps) yield* stepSites(step);
}

function* stepSites(step: StepView): Generator<ExpressionSite> {
  const { raw, path } = step;
  yield* plain(raw.title, [...path, 'title']);
  yield* plain(raw.why, [...path, 'why']);
  yield* templates(asObject(raw.approve).message, [...path, 'approve', 'message'], { roots: STEP_ROOTS, step });
  if (isText(raw.when)) {
    yield { path: [...path, 'when'], text: raw.when, form: 'bare', roots: STEP_ROOTS, step, expectsTruth: true };
  }
  for (const [name, output] of Object.entries(asObject(raw.outputs))) {
    if (!isText(output)) continue;
    yield { path: [...path, 'outputs', name], text: output, form: 'bare', roots: [...STEP_ROOTS, 'result'], step };
  }
  for (const [index, artifact] of listOf(raw.artifacts).entries()) {
    if (!isText(artifact)) continue;
    yield { path: [...path, 'artifacts', index], text: artifact, form: 'template', roots: STEP_ROOTS, step };
  }
  for (const call of callsOf(step)) yield* callSites(call.path, call.raw, step);
  for (const check of checksOf(step, 'before')) yield* checkSites(check, step, false);
  for (const check of checksOf(step, 'verify')) yield* checkSites(check, step, true);
}

function* callSites(
  path: PlanPath,
  raw: Readonly<Record<string, Json | undefined>>,
  step: StepView,
): Generator<ExpressionSite> {
  const afterAct = path.at(-1) === 'undo';
  const base = { roots: STEP_ROOTS, step, afterAct };
  const withSecrets = { ...base, roots: [...STEP_ROOTS, 'secrets'] };
  yield* templates(raw.env, [...path, 'env'], withSecrets);
  yield* templates(raw.cwd, [...path, 'cwd'], base);
  for (const kind of TOOL_KINDS) {
    const member = raw[kind];
    if (kind === 'shell' && isText(member)) yield { ...base, path: [...path, kind], text: member, form: 'shell' };
    for (const [key, value] of Object.entries(asObject(member))) {
      const at = [...path, kind, key];
      if (kind === 'shell' && key === 'run') {
        if (isText(value)) yield { ...base, path: at, text: value, form: 'shell' };
      } else if (CALL_MEMBERS[kind]?.[key] !== 'as-written') {
        const site = mayHoldSecret(kind, key, 'call') ? withSecrets : base;
        if (kind === 'http' && key === 'tls') yield* tlsSites(value, at, base);
        else yield* templates(value, at, { ...site, isSql: isSqlText(kind, key) });
      }
    }
  }
}

function* checkSites(check: CheckView, step: StepView, afterAct: boolean): Generator<ExpressionSite> {
  const { raw, path } = check;
  const base = { roots: STEP_ROOTS, step, afterAct };
  const withSecrets = { ...base, roots: [...STEP_ROOTS, 'secrets'] };
  yield* plain(raw.name, [...path, 'name']);
  if (isText(raw.output)) {
    const roots = [...STEP_ROOTS, 'result'];
    yield { ...base, path: [...path, 'output'], text: raw.output, form: 'bare', roots, expectsTruth: true };
  }
  yield* templates(raw.human, [...path, 'human'], base);
  if (isText(raw.shell)) yield { ...base, path: [...path, 'shell'], text: raw.shell, form: 'shell' };
  for (const kind of ['shell', 'http', 'sql', 'file', 'tcp', 'mcp'] as const) {
    for (const [key, value] of Object.entries(asObject(raw[kind]))) {
      const at = [...path, kind, key];
      if (kind === 'shell' && key === 'run') {
        if (isText(value)) yield { ...base, path: at, text: value, form: 'shell' };
      } else if (key === 'json') {
        const roots = [...STEP_ROOTS, ...(LOCAL_ROOTS[kind] ?? [])];
        if (isText(value)) yield { ...base, path: at, text: value, form: 'bare', roots, expectsTruth: true };
      } else if (isText(value) && ((kind === 'http' && key === 'status') || (kind === 'tcp' && key === 'port'))) {
        yield { ...base, path: at, text: value, form: 'whole' };
      } else if (CHECK_MEMBERS[kind]?.[key] !== 'as-written') {
        const site = mayHoldSecret(kind, key, 'check') ? withSecrets : base;
        if (kind === 'http' && key === 'tls') yield* tlsSites(value, at, base);
        else yield* templates(value, at, { ...site, isSql: isSqlText(kind, key) });
      }
    }
  }
}

function* tlsSites(
  value: Json | undefined,
  path: PlanPath,
  base: Omit<ExpressionSite, 'path' | 'text' | 'form'>,
): Generator<ExpressionSite> {
  for (const [key, member] of Object.entries(asObject(value))) {
    const roots = key === 'key' || key === 'cert' ? [...STEP_ROOTS, 'secrets'] : STEP_ROOTS;
    yield* templates(member, [...path, key], { ...base, roots });
  }
}

const SECRET_MEMBERS: Readonly<Record<'call' | 'check', Readonly<Record<string, readonly string[]>>>> = {
  call: { http: ['headers', 'url', 'body', 'json', 'form'] },
  check: { http: ['headers'], shell: ['env'] },
};

function mayHoldSecret(kind: string, key: string, where: 'call' | 'check'): boolean {
  return SECRET_MEMBERS[where][kind]?.includes(key) ?? false;
}

function isSqlText(kind: string, key: string): boolean {
  return kind === 'sql' && (key === 'query' || key === 'statements');
}

function* templates(
  value: Json | undefined,
  path: PlanPath,
  site: Omit<ExpressionSite, 'path' | 'text' | 'form'>,
): Generator<ExpressionSite> {
  if (isText(value)) {
    if (value.includes('${{')) yield { ...site, path, text: value, form: 'template' };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* templates(item, [...path, index], site);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) yield* templates(member, [...path, key], site);
  }
}

function* plain(value: Json | undefined, path: PlanPath): Generator<ExpressionSite> {
  if (isText(value) && value.includes('${{')) yield { path, text: value, form: 'plain', roots: [] };
}
