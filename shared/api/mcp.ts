import { type } from '@orpc/contract';
import * as z from 'zod';
import type { JsonObject } from '../lib/json.ts';
import type { ImportAsk } from '../mcp/import/import-asks.ts';
import { PERMISSIONS, TOOL_EFFECTS } from '../mcp/pin.ts';
import { SERVER_NAME, serverDefinition } from '../mcp/server.ts';
import { json } from '../pulser/primitives.ts';
import { call, digest } from './base.ts';
import type {
  CallEvent,
  CallRow,
  ContentView,
  ImportPreview,
  ProtocolMessage,
  ServerDetail,
  ServerList,
  ServerRow,
} from './mcp-views.ts';

const server = z.string().regex(SERVER_NAME);
const tool = z.string().min(1).max(1024);
const values: z.ZodType<JsonObject, JsonObject> = z.record(z.string().max(1024), json);
const uri = z.string().min(1).max(65_536);
/** A file as base64. */
const importedFile = z.string().max(100_000_000);
const named = z.strictObject({ name: server });

const answer = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('accept'), values: z.record(z.string().max(1024), json) }),
  z.strictObject({ action: z.literal('decline') }),
  z.strictObject({ action: z.literal('cancel') }),
]);

export const mcp = {
  list: call.input(z.strictObject({})).output(type<ServerList>()),
  /** Names of servers whose state or offer changed, whenever one does; the first word is empty. */
  changes: call.input(z.strictObject({})).output(type<AsyncIteratorObject<readonly string[], void, void>>()),
  get: call.input(named).output(type<ServerDetail>()),
  /**
   * Stores a definition; nothing starts. Refused with `mcp.exists` unless it may replace; with `mcp.definition-changed` when it
   * would replace another definition than the one of the digest.
   */
  add: call
    .input(z.strictObject({ definition: serverDefinition, replace: z.union([z.boolean(), digest]) }))
    .output(type<ServerRow>()),
  /** The values that a configuration asks for, to be given to `readImport`. */
  readImportAsks: call.input(z.strictObject({ data: importedFile })).output(type<readonly ImportAsk[]>()),
  /** Reads a configuration and keeps what was found for `importServers`; values of secrets stay on this side. */
  readImport: call
    .input(
      z.strictObject({
        data: importedFile,
        /** Values of what the file asks for, by its name there. */
        inputs: z.record(z.string().max(200), z.array(z.string().max(65_536)).max(1000)),
      }),
    )
    .output(type<ImportPreview>()),
  /** Stores what was found under these names; nothing starts. */
  importServers: call
    .input(z.strictObject({ importId: z.uuid(), names: z.array(server).min(1).max(200), replace: z.boolean() }))
    .output(type<readonly ServerRow[]>()),
  remove: call.input(z.strictObject({ name: z.string().min(1).max(256) })).output(type<null>()),
  setEnabled: call.input(z.strictObject({ name: server, enabled: z.boolean() })).output(type<ServerRow>()),
  /**
   * Approves this very definition, connects, and pins what is offered when nothing was pinned before. Refused with
   * `mcp.definition-changed`; a server that cannot be connected to is approved all the same, and says why it does not stand.
   */
  approve: call.input(z.strictObject({ name: server, digest })).output(type<ServerRow>()),
  start: call.input(named).output(type<ServerRow>()),
  stop: call.input(named).output(type<ServerRow>()),
  restart: call.input(named).output(type<ServerRow>()),
  /** Pins exactly the offer that was shown. Refused with `mcp.offer-changed` when it is another one now. */
  acceptOffer: call.input(z.strictObject({ name: server, offer: digest })).output(type<ServerRow>()),
  /** The addresses to open, one after the other; ends when the login is done. */
  login: call.input(named).output(type<AsyncIteratorObject<{ readonly url: string }, void, void>>()),
  /** Refused with `mcp.irreversible` for `allow` of what cannot be undone. */
  setRule: call
    .input(
      z.strictObject({
        name: server,
        tool,
        permission: z.enum(PERMISSIONS).optional(),
        effect: z.enum(TOOL_EFFECTS).optional(),
      }),
    )
    .output(type<ServerRow>()),
  /** What one plan may do with a tool; `null` takes its rule away. */
  setPlanRule: call
    .input(
      z.strictObject({
        plan: z.string().min(1).max(200),
        server,
        tool,
        permission: z.enum(PERMISSIONS).nullable(),
      }),
    )
    .output(type<null>()),
  /**
   * Calls a tool for the person who asks, and keeps the record of it. Refused with `mcp.denied`, `mcp.ask` where a person has
   * to agree and did not, `mcp.confirm-text` where the tool's name was not typed for what cannot be undone. Ending the
   * stream cancels the call.
   */
  call: call
    .input(
      z.strictObject({
        name: server,
        tool,
        arguments: values,
        confirmed: z.boolean(),
        confirmText: z.string().max(1024).nullable(),
      }),
    )
    .output(type<AsyncIteratorObject<CallEvent, void, void>>()),
  /** Answers what a server asks during a call. Refused with `mcp.no-question` when it is not asked any more. */
  answer: call.input(z.strictObject({ callId: z.uuid(), questionId: z.uuid(), answer })).output(type<null>()),
  /** Newest first. */
  calls: call
    .input(z.strictObject({ name: server, tool: tool.nullable(), limit: z.int().min(1).max(200) }))
    .output(type<readonly CallRow[]>()),
  readResource: call.input(z.strictObject({ name: server, uri })).output(type<readonly ContentView[]>()),
  /**
   * Subscribes to a resource: what stands in it, and again whenever the server says that it changed. Ending the stream
   * unsubscribes; fails with `mcp.closed` when the connection to the server ends.
   */
  followResource: call
    .input(z.strictObject({ name: server, uri }))
    .output(type<AsyncIteratorObject<readonly ContentView[], void, void>>()),
  getPrompt: call
    .input(z.strictObject({ name: server, prompt: tool, arguments: z.record(z.string(), z.string().max(65_536)) }))
    .output(
      type<{
        readonly description: string;
        readonly messages: readonly { readonly role: string; readonly content: ContentView }[];
      }>(),
    ),
  /** Values that the server proposes for an argument of a prompt or a template. */
  complete: call
    .input(
      z.strictObject({
        name: server,
        of: z.enum(['prompt', 'template']),
        ref: uri,
        argument: z.string().min(1).max(1024),
        value: z.string().max(65_536),
      }),
    )
    .output(type<readonly string[]>()),
  /** Messages after a number, and those that follow, oldest first; the oldest of all are forgotten. */
  protocol: call
    .input(z.strictObject({ name: server, after: z.int().min(0) }))
    .output(type<AsyncIteratorObject<readonly ProtocolMessage[], void, void>>()),
  /** The whole protocol log as JSON lines. */
  exportProtocol: call.input(named).output(type<string>()),
  /** What its process wrote to stderr, masked; the last part of it. */
  serverLog: call.input(named).output(type<string>()),
};
