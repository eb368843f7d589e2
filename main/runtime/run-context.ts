import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SqlClient } from '#main/engine/ports/connections.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpClient } from '#main/engine/ports/mcp.ts';
import type { RunState } from '#main/engine/state.ts';
import { stepVariables } from '#main/engine/variables.ts';
import { resolveTemplates } from '#main/expressions/templates.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { inputVariable } from '#shared/pulser/input.ts';
import type { Connection, Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ReadingServices, RunSecrets } from './services.ts';

/** What acts and readings of one run share while it executes in this process. */
export interface RunContext {
  readonly plan: Plan;
  readonly secrets: RunSecrets;
  readonly mask: Mask;
  readonly sql: SqlClient;
  /** Its connections open with the first call, and end with the context. */
  readonly mcp: McpClient;
  readonly connections: Readonly<Record<string, Connection>>;
  /** Environment of child processes before a call's own `env`. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Gathers a run's secrets, mask, connections and environment. `marker` is the run by which the processes of its servers are found
 * again; `null` where nothing is to be found. Throws AppError when a secret or connection cannot be had.
 */
export async function openRunContext(
  services: ReadingServices,
  state: RunState,
  marker: RunId | null = state.runId,
): Promise<RunContext> {
  const { plan } = state;
  const found = await services.resolveSecrets(plan.secrets);
  if (!found.ok) throw new AppError(found.error.code, found.error.message, { hint: found.error.hint });
  const secrets = found.value;
  const mask = services.createMask(secrets.values);
  const variables = { ...stepVariables(state), secrets: secrets.values };
  const connections = resolveTemplates(plan.connections as unknown as Json, variables) as unknown as Record<
    string,
    Connection
  >;
  for (const connection of Object.values(connections)) {
    if (connection.driver === 'postgres') mask.register(connection.url);
  }
  const sql = services.createSqlClient();
  const { environment } = services;
  // A dry run makes no folder for a session that does not exist yet.
  const workspace = existsSync(state.workspace) ? state.workspace : state.workdir;
  const mcp = services.createMcpClient({ workspace, environment, runId: marker, mask });
  return {
    plan,
    secrets,
    mask,
    sql,
    mcp,
    connections,
    environment: { ...environment, ...inputEnvironment(state.inputs) },
    async close() {
      await Promise.all([sql.close(), mcp.close()]);
    },
  };
}

function inputEnvironment(inputs: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      inputVariable(name),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** What expressions of a call or a check see; secrets in the clear. */
export function actVariables(state: RunState, context: RunContext): Readonly<Record<string, Json>> {
  return { ...stepVariables(state), secrets: context.secrets.values };
}

/** As actVariables, for the record: secrets stand as their names. */
export function recordVariables(state: RunState): Readonly<Record<string, Json>> {
  const names = Object.fromEntries(state.plan.secrets.map((name) => [name, `\${{ secrets.${name} }}`]));
  return { ...stepVariables(state), secrets: names };
}

/** The folder that relative paths of a call start from. */
export function workFolder(state: RunState, cwd: string | undefined): string {
  return resolve(state.workdir, cwd ?? '.');
}
