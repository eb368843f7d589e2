import type { McpServerStore, PlanRule, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { PinnedTool, ServerSnapshot } from '#shared/mcp/pin.ts';
import { type ServerDefinition, serverDefinition } from '#shared/mcp/server.ts';
import type { Connection } from '../connection.ts';
import { callRecords } from './call-records.ts';
import { pinTools } from './pin-tools.ts';
import { registeredServer, type ServerRow } from './server-row.ts';

const COLUMNS =
  'name, v, definition, digest, origin, approved_digest, approved_at, approved_by, enabled, created_at, updated_at';

export function mcpServerStore(connection: Connection): McpServerStore {
  const registry = new Registry(connection);
  const records = callRecords(connection);
  return {
    list: () => connection.snapshot(() => connection.salvage(() => registry.list().servers, [])),
    unreadable: () => connection.snapshot(() => connection.salvage(() => registry.list().unreadable, [])),
    get: (name) => connection.snapshot(() => registry.find(name)),
    put: (definition, origin, now) => connection.write(() => registry.put(definition, origin, now)),
    remove(name) {
      connection.write(() => {
        registry.row(name);
        connection.run('delete from servers where name = +?', name);
      });
    },
    approve: (name, digest, by, now) => connection.write(() => registry.approve(name, digest, by, now)),
    setEnabled(name, enabled, now) {
      return connection.write(() => {
        registry.row(name);
        connection.run('update servers set enabled = ?, updated_at = ? where name = +?', enabled ? 1 : 0, now, name);
        return registry.get(name);
      });
    },
    pin: (name, snapshot, by, now) => connection.write(() => registry.pin(name, snapshot, by, now)),
    setRule: (name, tool, rule, now) => connection.write(() => registry.setRule(name, tool, rule, now)),

    planRules: (plan) =>
      connection.all<PlanRule>(
        `select plan, server, tool, permission from plan_rules where ? is null or plan = ? order by plan, server, tool`,
        plan ?? null,
        plan ?? null,
      ),
    setPlanRule: (rule) => connection.write(() => registry.setPlanRule(rule)),

    recordCall(record) {
      return connection.write(() => {
        registry.row(record.server);
        return records.recordCall(record);
      });
    },
    calls(server, limit) {
      return connection.snapshot(() => {
        registry.row(server);
        return records.calls(server, limit);
      });
    },
  };
}

/** The servers. Every method runs inside a transaction of its caller. */
class Registry {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  list(): {
    readonly servers: readonly RegisteredServer[];
    readonly unreadable: ReturnType<McpServerStore['unreadable']>;
  } {
    const servers: RegisteredServer[] = [];
    const unreadable: { name: string; reason: string }[] = [];
    for (const row of this.#connection.all<ServerRow>(`select ${COLUMNS} from servers order by name`)) {
      try {
        servers.push(registeredServer(this.#connection, row));
      } catch (error) {
        if (errorCode(error) !== 'mcp.newer-record') throw error;
        unreadable.push({ name: row.name, reason: errorMessage(error) });
      }
    }
    return { servers, unreadable };
  }

  find(name: string): RegisteredServer | undefined {
    const row = this.#row(name);
    return row === undefined ? undefined : registeredServer(this.#connection, row);
  }

  get(name: string): RegisteredServer {
    return registeredServer(this.#connection, this.row(name));
  }

  row(name: string): ServerRow {
    const row = this.#row(name);
    if (row !== undefined) return row;
    throw new AppError('mcp.unknown-server', `there is no MCP server ${name}`, {
      hint: 'look at the list of servers, or add it',
      details: { server: name },
    });
  }

  put(given: ServerDefinition, origin: string, now: number): RegisteredServer {
    const parsed = serverDefinition.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const at = issue?.path.join('.') ?? '';
      throw new AppError(at === 'name' ? 'mcp.server-name' : 'mcp.definition', `${at}: ${issue?.message ?? 'invalid'}`);
    }
    const definition = parsed.data;
    this.#connection.run(
      `insert into servers (name, definition, digest, origin, created_at, updated_at)
       values (@name, @definition, @digest, @origin, @now, @now)
       on conflict (name) do update set v = 1, definition = excluded.definition, digest = excluded.digest,
         origin = excluded.origin, updated_at = excluded.updated_at`,
      { name: definition.name, definition: JSON.stringify(definition), digest: jsonDigest(definition), origin, now },
    );
    return this.get(definition.name);
  }

  approve(name: string, digest: string, by: string, now: number): RegisteredServer {
    const row = this.row(name);
    if (row.digest !== digest) {
      throw new AppError('mcp.definition-changed', `${name} was changed since it was shown`, {
        hint: 'look at it again before you approve it',
        details: { server: name, shown: digest, now: row.digest },
      });
    }
    this.#connection.run(
      `update servers set approved_digest = @digest, approved_by = @by, approved_at = @now, updated_at = @now
       where name = +@name`,
      { name, digest, by, now },
    );
    return this.get(name);
  }

  pin(name: string, { identity, tools }: ServerSnapshot, by: string, now: number): RegisteredServer {
    const before = this.get(name).pins?.tools ?? [];
    const pinned = pinTools(name, tools, before);
    const names = jsonDigest(pinned.map((tool) => tool.name).sort());
    this.#connection.run('delete from server_pins where server = +?', name);
    this.#connection.run(
      'insert into server_pins (server, identity, names, approved_at, approved_by) values (?, ?, ?, ?, ?)',
      name,
      JSON.stringify(identity),
      names,
      now,
      by,
    );
    for (const [position, tool] of pinned.entries()) this.#insertTool(name, position, tool);
    this.#dropTrustInChanged(name, before, pinned);
    return this.get(name);
  }

  setRule(name: string, tool: string, rule: Parameters<McpServerStore['setRule']>[2], now: number): RegisteredServer {
    const before = this.#pinned(name, tool);
    const effect = rule.effect ?? before.effect;
    const isIrreversible = effect === 'irreversible';
    if (isIrreversible && rule.permission === 'allow') throw irreversible(name, tool);
    const kept = isIrreversible && before.permission === 'allow' ? 'ask' : before.permission;
    this.#connection.run(
      'update pinned_tools set permission = ?, effect = ? where server = +? and name = +?',
      rule.permission ?? kept,
      effect,
      name,
      tool,
    );
    if (isIrreversible) this.#dropAllowances(name, tool);
    this.#connection.run('update servers set updated_at = ? where name = +?', now, name);
    return this.get(name);
  }

  setPlanRule({ plan, server, tool, permission }: Parameters<McpServerStore['setPlanRule']>[0]): void {
    if (permission === null) {
      this.#connection.run('delete from plan_rules where server = +? and tool = +? and plan = +?', server, tool, plan);
      return;
    }
    const { effect } = this.#pinned(server, tool);
    if (effect === 'irreversible' && permission === 'allow') throw irreversible(server, tool);
    this.#connection.run(
      `insert into plan_rules (plan, server, tool, permission) values (?, ?, ?, ?)
       on conflict (server, tool, plan) do update set permission = excluded.permission`,
      plan,
      server,
      tool,
      permission,
    );
  }

  #row(name: string): ServerRow | undefined {
    return this.#connection.get<ServerRow>(`select ${COLUMNS} from servers where name = +?`, name);
  }

  #pinned(server: string, tool: string): PinnedTool {
    const { pins } = this.get(server);
    const found = pins?.tools.find((pinned) => pinned.name === tool);
    if (found !== undefined) return found;
    throw new AppError('mcp.unknown-tool', `${server} has no approved tool ${JSON.stringify(tool)}`, {
      hint: pins === null ? 'approve the server and pin its tools first' : 'look at the list of its tools',
      details: { server, tool },
    });
  }

  #insertTool(server: string, position: number, tool: PinnedTool): void {
    this.#connection.run(
      `insert into pinned_tools (server, name, position, digest, tool, permission, effect)
       values (?, ?, ?, ?, ?, ?, ?)`,
      server,
      tool.name,
      position,
      tool.digest,
      JSON.stringify(tool.tool),
      tool.permission,
      tool.effect,
    );
  }

  /** What plans were allowed was allowed of the tool as it was: also of one that went away and may come back as another. */
  #dropTrustInChanged(server: string, before: readonly PinnedTool[], pinned: readonly PinnedTool[]): void {
    const digests = new Map(pinned.map((tool) => [tool.name, tool.digest]));
    for (const { name, digest } of before) if (digests.get(name) !== digest) this.#dropAllowances(server, name);
  }

  #dropAllowances(server: string, tool: string): void {
    this.#connection.run(
      `delete from plan_rules where server = +? and tool = +? and permission = 'allow'`,
      server,
      tool,
    );
  }
}

function irreversible(server: string, tool: string): AppError {
  return new AppError(
    'mcp.irreversible',
    `${tool} of ${server} cannot be undone, so it cannot be allowed without asking`,
    {
      hint: 'let it ask, or say first that its effect is write',
      details: { server, tool },
    },
  );
}
