import {
  type CallToolResult,
  CLIENT_INFO_META_KEY,
  type ContentBlock,
  type McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
  type ToolAnnotations,
} from '@modelcontextprotocol/server';
import type * as z from 'zod';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ClientName } from './agent-actor.ts';
import type { AgentCalls, AgentDesk } from './agent-desk.ts';
import { plainText } from './plain-text.ts';
import { errorWords, problemOf } from './problem.ts';

/** What a tool has at hand while one call of a client is worked on. */
export interface Asked {
  readonly desk: AgentDesk;
  /** The control room, in the client's name. */
  readonly calls: AgentCalls;
  /** Aborts when the client drops the call. Nothing but waiting and reading ends with it. */
  readonly signal: AbortSignal;
  /** Tells the client how far it is, where it asked to be told. Numbers must grow. */
  progress(done: number, total: number, message: string): Promise<void>;
}

export interface ToolAnswer<T> {
  /** What it comes to, in sentences. */
  readonly words: string;
  readonly data: T;
  /** Beside the words and the data. */
  readonly content?: readonly ContentBlock[];
}

export interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  run(asked: Asked, input: z.output<I>): Promise<ToolAnswer<z.input<O>>>;
}

/** Adds a tool to a server. */
export type AddTool = <I extends z.ZodObject, O extends z.ZodObject>(definition: ToolDefinition<I, O>) => void;

/** Registers tools whose answers are masked and whose errors say what, where, and what to do. */
export function toolAdder(server: McpServer, desk: AgentDesk): AddTool {
  return (definition) => {
    const { name, title, description, input, output, annotations } = definition;
    const outputSchema: StandardSchemaWithJSON = output;
    const config = { title, description, inputSchema: shownOnly(input), outputSchema, annotations };
    server.registerTool(name, config, async (args, context) => {
      try {
        const given = checked(input, args);
        return answered(await definition.run(askedOf(server, desk, context), given), desk);
      } catch (error) {
        return failed(placeOf(name, args), error, desk);
      }
    });
  };
}

/** A schema that is told to clients; what they send is checked here, so that they hear what to do about it. */
function shownOnly(input: StandardSchemaWithJSON): StandardSchemaWithJSON {
  return { '~standard': { ...input['~standard'], validate: (value) => ({ value }) } };
}

/** Throws AppError `request.invalid` with every problem. */
function checked<I extends z.ZodObject>(input: I, args: unknown): z.output<I> {
  let problems: { where: string; message: string }[];
  try {
    const parsed = input.safeParse(args ?? {});
    if (parsed.success) return parsed.data;
    problems = parsed.error.issues.map(({ path, message }) => ({ where: path.map(String).join('.'), message }));
  } catch {
    // A schema measures the length of what is no text, and that may be no number either.
    problems = [{ where: '', message: 'a member named length or size is no number' }];
  }
  throw new AppError('request.invalid', 'the arguments do not fit the tool', {
    hint: 'correct what is named; tools/list has the schema',
    details: { problems },
  });
}

/** What one request of a client is worked on with. */
export function askedOf(server: McpServer, desk: AgentDesk, context: ServerContext): Asked {
  const { mcpReq } = context;
  // The connection's own name: the newer protocol says it with each request, the older one once.
  const said = (mcpReq.envelope as Readonly<Record<string, unknown>> | undefined)?.[CLIENT_INFO_META_KEY];
  const client = (said as ClientName | undefined) ?? server.server.getClientVersion();
  const token = mcpReq._meta?.progressToken;
  return {
    desk,
    calls: desk.callsOf(client),
    signal: mcpReq.signal,
    async progress(done, total, message) {
      if (token === undefined) return;
      const params = { progressToken: token, progress: done, total, message: desk.mask.text(plainText(message)) };
      await mcpReq.notify({ method: 'notifications/progress', params });
    },
  };
}

function answered<T>({ words, data, content = [] }: ToolAnswer<T>, { mask }: AgentDesk): CallToolResult {
  const structuredContent = maskedTexts(data, mask) as Record<string, unknown>;
  const text = mask.text(plainText(words));
  return {
    content: [
      { type: 'text', text },
      // For clients that read texts only.
      { type: 'text', text: JSON.stringify(structuredContent) },
      ...content,
    ],
    structuredContent,
  };
}

/** Names and numbers are those of the schema, and stay. */
function maskedTexts(value: unknown, mask: AgentDesk['mask']): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (Array.isArray(value)) return value.map((item: unknown) => maskedTexts(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedTexts(member, mask)]));
}

const SAID_WITH_A_PLACE = ['run', 'step', 'log', 'name', 'plan'] as const;

/** The tool, and what of the call says which thing was meant. */
function placeOf(tool: string, args: unknown): string {
  const given = (args ?? {}) as Readonly<Record<string, unknown>>;
  const parts = SAID_WITH_A_PLACE.flatMap((key) => {
    const value = given[key];
    return typeof value === 'string' ? [`${key} ${value}`] : [];
  });
  return [tool, ...parts].join(', ');
}

function failed(name: string, error: unknown, desk: AgentDesk): CallToolResult {
  const problem = problemOf(error, (fault) => desk.reportFault(name, fault));
  const { mask } = desk;
  return {
    isError: true,
    // No structured content: there are clients that hold it against the schema of a good answer.
    content: [
      { type: 'text', text: mask.text(plainText(errorWords(name, problem))) },
      { type: 'text', text: JSON.stringify({ error: mask.json(problem as unknown as Json) }) },
    ],
  };
}
