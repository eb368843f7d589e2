import { textPattern } from '#main/expressions/pattern.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import type { SiteReference } from './check-expressions.ts';
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
import { type PlanPath, type Problem, suggest } from './problem.ts';

/** What is wrong with calls and checks by what they name: connections, patterns, kinds that are not there. */
export function callProblems(plan: PlanView): readonly Problem[] {
  const problems: Problem[] = [];
  for (const step of plan.steps) {
    for (const { path, raw } of callsOf(step)) {
      if (raw.skill !== undefined) problems.push(notAvailable('the tool skill', [...path, 'skill']));
      problems.push(...serverProblems(raw.mcp, [...path, 'mcp'], plan));
      problems.push(...connectionProblems(raw.sql, [...path, 'sql'], plan));
    }
    for (const check of [...checksOf(step, 'before'), ...checksOf(step, 'verify')]) {
      problems.push(...serverProblems(check.raw.mcp, [...check.path, 'mcp'], plan));
      problems.push(...connectionProblems(check.raw.sql, [...check.path, 'sql'], plan));
      problems.push(...patternProblems(check));
    }
  }
  return problems;
}

function notAvailable(what: string, path: PlanPath): Problem {
  const message = `${what} is not available in this version`;
  const hint = 'Use another kind: shell, http, sql, file, mcp.';
  return { severity: 'error', code: 'plan.not-available', message, path, at: 'key', hint };
}

function serverProblems(mcp: Json | undefined, path: PlanPath, plan: PlanView): readonly Problem[] {
  const { server } = asObject(mcp);
  const known = listOf(plan.raw.servers).filter(isText);
  if (!isText(server) || known.includes(server)) return [];
  const hint = known.length === 0 ? `Name it: servers: [${server}].` : suggest(server, known, 'servers');
  const message = `unknown server ${server}`;
  return [{ severity: 'error', code: 'plan.unknown-server', message, path: [...path, 'server'], hint }];
}

/** Servers that the plan names and never calls. */
function unusedServers(plan: PlanView): readonly Problem[] {
  const used = new Set(
    plan.steps.flatMap((step) =>
      [...callsOf(step), ...checksOf(step, 'before'), ...checksOf(step, 'verify')].map(
        ({ raw }) => asObject(raw.mcp).server,
      ),
    ),
  );
  return listOf(plan.raw.servers).flatMap((name, index): Problem[] => {
    if (!isText(name) || used.has(name)) return [];
    const message = `no step calls the server ${name}`;
    const path = ['servers', index];
    return [{ severity: 'warning', code: 'plan.unused-server', message, path, hint: 'Remove it, or call it.' }];
  });
}

function connectionProblems(sql: Json | undefined, path: PlanPath, plan: PlanView): readonly Problem[] {
  const { connection } = asObject(sql);
  if (!isText(connection) || Object.hasOwn(plan.connections, connection)) return [];
  const known = Object.keys(plan.connections);
  const hint =
    known.length === 0
      ? `Declare it: connections: { ${connection}: { driver: sqlite, path: … } }.`
      : suggest(connection, known, 'connections');
  const message = `unknown connection ${connection}`;
  return [{ severity: 'error', code: 'plan.unknown-connection', message, path: [...path, 'connection'], hint }];
}

function patternProblems(check: CheckView): readonly Problem[] {
  const { raw, path } = check;
  const places: readonly [Json | undefined, PlanPath][] = [
    [asObject(asObject(raw.shell).stdout).matches, [...path, 'shell', 'stdout', 'matches']],
    [asObject(asObject(raw.http).body).matches, [...path, 'http', 'body', 'matches']],
    [asObject(raw.file).matches, [...path, 'file', 'matches']],
  ];
  return places.flatMap(([pattern, at]): Problem[] => {
    // The pattern of a text with places is not known before the run.
    if (!isText(pattern) || pattern.includes('${{')) return [];
    try {
      textPattern(pattern);
      return [];
    } catch (error) {
      const hint = 'Patterns use RE2 syntax: no look-around and no back-references.';
      return [{ severity: 'error', code: 'plan.regex', message: errorMessage(error), path: at, hint }];
    }
  });
}

/** The steps that nothing but an exit code verifies. */
export function weakSteps(plan: PlanView): readonly StepView[] {
  return plan.steps.filter((step) => {
    const deciding = checksOf(step, 'verify').filter((check) => check.raw.severity !== 'warn');
    return deciding.length > 0 && deciding.every((check) => check.kind === 'exit');
  });
}

/** Warnings: what loads, but is likely not what was meant. */
export function stepWarnings(plan: PlanView, references: readonly SiteReference[]): readonly Problem[] {
  const warnings: Problem[] = weakSteps(plan).map((step) => ({
    severity: 'warning',
    code: 'step.weak',
    message: 'only an exit code verifies this step',
    path: [...step.path, 'verify'],
    at: 'key',
    hint: 'Add a check that reads the world: file, http, sql, tcp, mcp or shell.',
  }));
  warnings.push(...unusedServers(plan));
  const rollsBack = plan.raw.onFailure === undefined || plan.raw.onFailure === 'rollback';
  const used = usedOutputs(references);
  for (const step of plan.steps) {
    if (rollsBack && lacksUndo(step)) {
      const hint = 'Add undo, or effect: read when it changes nothing, or onFailure: stop.';
      warnings.push(warn(step, 'step.no-undo', 'a rollback cannot take this step back: it has no undo', hint));
    }
    const by = step.id === undefined ? undefined : used.get(step.id);
    if (by !== undefined && maySkip(step)) {
      const message = `its outputs are needed by ${by}, but it does not act when its checks are green before`;
      warnings.push(
        warn(step, 'step.skippable-output', message, 'Add always: true, or read the value in the step that needs it.'),
      );
    }
  }
  return warnings;
}

function warn(step: StepView, code: Problem['code'], message: string, hint: string): Problem {
  return { severity: 'warning', code, message, path: [...step.path, 'id'], hint };
}

function lacksUndo(step: StepView): boolean {
  const isWrite = step.raw.effect === undefined || step.raw.effect === 'write';
  const call = step.raw.do;
  return isWrite && isJsonObject(call) && call.human === undefined && step.raw.undo === undefined;
}

/** True when every check can be green before the act, and the act would then be left out. */
function maySkip(step: StepView): boolean {
  if (step.raw.always === true) return false;
  // A step that only reads acts whenever its outputs are wanted.
  if (step.raw.effect === 'read') return false;
  const deciding = checksOf(step, 'verify').filter((check) => check.raw.severity !== 'warn');
  return deciding.every(
    ({ kind, raw }) => raw.baseline !== false && kind !== 'output' && kind !== 'exit' && kind !== 'human',
  );
}

/** For each step whose outputs another one uses, the first that does. */
function usedOutputs(references: readonly SiteReference[]): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { site, reference } of references) {
    const [id] = reference.path;
    const by = site.step?.id;
    if (reference.root === 'steps' && id !== undefined && by !== undefined && by !== id && !used.has(id))
      used.set(id, by);
  }
  return used;
}
