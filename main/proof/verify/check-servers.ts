import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { ToolIdentity } from '#shared/run/event.ts';
import type { Reading } from '#shared/run/reading.ts';
import type { FoldedStep } from '../format/fold-step.ts';
import { approvedTool } from '../format/mcp-facts.ts';
import { FILES, recordFile } from '../format/names.ts';
import { kindOf, type PlanCheck } from '../format/plan-facts.ts';
import type { BundleView, RunFiles } from './bundle-view.ts';
import type { Journal } from './check-journal.ts';

const EFFECTS = ['read', 'write', 'irreversible'];

/** False for a run that has nothing to do with MCP servers, and whose bundle says so. */
export function hasServers({ environment }: RunFiles, { fold }: Journal): boolean {
  const named = environment.servers.length + (fold.created.data.servers?.length ?? 0);
  return named > 0 || fold.steps.some((step) => usesOf(step).length > 0);
}

/** Every act and every reading with a tool of an MCP server used what was approved when the run was made: how many, and with which servers. */
export function checkServers(
  view: BundleView,
  { environment }: RunFiles,
  { fold }: Journal,
): readonly [count: number, detail: string] {
  const { findings } = view;
  const servers = fold.created.data.servers ?? [];
  if (canonicalJson(environment.servers) !== canonicalJson(servers)) {
    findings.fail(FILES.environment, 'environment.mismatch', 'its servers are not those that the run was made with');
  }
  if (new Set(servers.map(({ name }) => name)).size !== servers.length) {
    findings.fail(FILES.journal, 'server.duplicate', 'the run was made with two servers of one name');
  }
  let count = 0;
  for (const step of fold.steps) {
    const path = recordFile(step.index, step.plan.id);
    for (const use of usesOf(step)) {
      count += 1;
      const problem = problemOf(servers, use);
      if (problem !== undefined) findings.fail(path, problem.rule, problem.message);
    }
  }
  return [count, servers.map(({ name, identity }) => `${name} ${identity.version}`).join(', ')];
}

/** One use of a tool: by an act, or by a reading. */
interface Use {
  readonly what: string;
  readonly call: Parameters<typeof approvedTool>[1];
  readonly tool: ToolIdentity | undefined;
  /** What was called and what it gave: without it nothing is claimed of the tool. */
  readonly isDone: boolean;
  readonly isReading: boolean;
  readonly effect: string;
}

function usesOf(step: FoldedStep): readonly Use[] {
  const { plan } = step;
  const acts = step.acts.flatMap((act): Use[] => {
    const call = act.undo ? plan.undo : plan.do;
    const what = act.undo ? 'its undo' : `try ${act.try}`;
    if (call?.mcp === undefined && act.tool.pin === undefined) return [];
    return [{ what, call, tool: act.tool, isDone: act.ok, isReading: false, effect: plan.effect }];
  });
  const lists: readonly (readonly [readonly PlanCheck[], readonly Reading[]])[] = [
    [plan.before, step.preconditions],
    [plan.verify, step.before],
    [plan.verify, step.after],
    [plan.verify, step.undoReadings],
    ...step.rereadings.map(({ readings }) => [plan.verify, readings] as const),
  ];
  return [
    ...acts,
    ...lists.flatMap(([checks, readings]) => readings.flatMap((reading) => readingUse(checks, reading))),
  ];
}

function readingUse(checks: readonly PlanCheck[], reading: Reading): readonly Use[] {
  const check = checks[reading.check];
  const isMcp = check !== undefined && kindOf(check) === 'mcp';
  if (!isMcp && reading.tool === undefined) return [];
  const isDone = reading.status !== 'unreadable';
  return [{ what: `check ${reading.check}`, call: check, tool: reading.tool, isDone, isReading: true, effect: 'read' }];
}

interface Problem {
  readonly rule: string;
  readonly message: string;
}

function problemOf(servers: readonly ResolvedServer[], use: Use): Problem | undefined {
  const { what, call, tool, isDone, isReading, effect } = use;
  const approved = approvedTool(servers, call);
  if (call?.mcp === undefined)
    return { rule: 'server.pin', message: `${what} names a tool that the plan does not call` };
  const label = `${call.mcp.server}/${call.mcp.tool}`;
  if (approved === undefined) {
    return isDone ? { rule: 'server.unknown', message: `${what} used ${label}, which was not approved` } : undefined;
  }
  const pin = { tool: approved.tool.digest, definition: approved.server.definition };
  if (tool?.pin === undefined ? isDone : canonicalJson(tool.pin) !== canonicalJson(pin)) {
    return { rule: 'server.pin', message: `${what} does not have the digests under which ${label} was approved` };
  }
  // A withheld name says nothing; the digests stay.
  if (tool !== undefined && (tool.kind !== 'mcp' || (typeof tool.name === 'string' && tool.name !== label))) {
    return { rule: 'server.pin', message: `${what} was not done by ${label}` };
  }
  if (!isDone) return undefined;
  if (isReading && (approved.tool.effect !== 'read' || approved.tool.permission !== 'allow')) {
    return { rule: 'server.not-read-only', message: `${what} read with ${label}, which was not approved for reading` };
  }
  if (EFFECTS.indexOf(approved.tool.effect) > EFFECTS.indexOf(effect)) {
    return { rule: 'server.effect', message: `${what} called ${label}, which may do more than the step says` };
  }
  return undefined;
}
