import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { Permission, PinnedTool, ServerIdentity, ServerPins, ToolEffect } from '#shared/mcp/pin.ts';
import { type ServerDefinition, serverDefinition } from '#shared/mcp/server.ts';
import type { Connection } from '../connection.ts';

/** The form of records that this release writes and reads. */
const VERSION = 1;

export interface ServerRow {
  readonly name: string;
  readonly v: number;
  readonly definition: string;
  readonly digest: string;
  readonly origin: string;
  readonly approved_digest: string | null;
  readonly approved_at: number | null;
  readonly approved_by: string | null;
  readonly enabled: number;
  readonly created_at: number;
  readonly updated_at: number;
}

interface PinsRow {
  readonly v: number;
  readonly identity: string;
  readonly names: string;
  readonly approved_at: number;
  readonly approved_by: string;
}

interface ToolRow {
  readonly name: string;
  readonly digest: string;
  readonly tool: string;
  readonly permission: Permission;
  readonly effect: ToolEffect;
}

/** A server with its pins. Throws AppError `mcp.newer-record` for a record that this release cannot read. */
export function registeredServer(connection: Connection, row: ServerRow): RegisteredServer {
  const definition = readDefinition(row);
  const isApproved = row.approved_digest !== null && row.approved_at !== null && row.approved_by !== null;
  return {
    definition,
    digest: row.digest as Digest,
    origin: row.origin,
    approved: isApproved ? { digest: row.approved_digest as Digest, at: row.approved_at, by: row.approved_by } : null,
    pins: readPins(connection, row.name),
    isEnabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function readDefinition(row: ServerRow): ServerDefinition {
  const parsed = row.v === VERSION ? serverDefinition.safeParse(JSON.parse(row.definition)) : undefined;
  if (parsed?.success === true) return parsed.data;
  throw newerRecord(row.name);
}

function readPins(connection: Connection, server: string): ServerPins | null {
  const pins = connection.get<PinsRow>(
    'select v, identity, names, approved_at, approved_by from server_pins where server = +?',
    server,
  );
  if (pins === undefined) return null;
  if (pins.v !== VERSION) throw newerRecord(server);
  const rows = connection.all<ToolRow>(
    'select name, digest, tool, permission, effect from pinned_tools where server = +? order by position',
    server,
  );
  return {
    identity: JSON.parse(pins.identity) as ServerIdentity,
    names: pins.names as Digest,
    tools: rows.map(pinnedTool),
    approvedAt: pins.approved_at,
    approvedBy: pins.approved_by,
  };
}

function pinnedTool(row: ToolRow): PinnedTool {
  return {
    name: row.name,
    digest: row.digest as Digest,
    tool: JSON.parse(row.tool) as JsonObject,
    permission: row.permission,
    effect: row.effect,
  };
}

function newerRecord(server: string): AppError {
  return new AppError('mcp.newer-record', `the server ${server} was written by a later release`, {
    hint: 'use that release, or remove the server here and add it again',
    details: { server },
  });
}
