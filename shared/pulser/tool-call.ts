import * as z from 'zod';
import { isJsonObject } from '../lib/json.ts';
import { SERVER_NAME } from '../mcp/server.ts';
import { inputDefinition } from './input.ts';
import { json, memberName, onObjects, positiveDuration } from './primitives.ts';

/** Shells that take a text with `-c`. */
const SHELLS = ['sh', 'bash', 'dash', 'ksh', 'zsh'] as const;

/** A command for `sh`. Its text takes no `${{ }}`: values reach it as environment variables only. */
export const shellCall = z.union([
  z
    .string()
    .min(1)
    .transform((run) => ({ run, tty: true })),
  z.strictObject({
    run: z.string().min(1),
    shell: z.enum(SHELLS).optional().describe('Which shell reads the text; /bin/sh when absent'),
    stdin: z.string().optional().describe('Text given on standard input; needs tty: false'),
    tty: z.boolean().default(true).describe('Run in a terminal (true) or with plain pipes (false)'),
  }),
]);

export const tlsOptions = z.strictObject({
  ca: z.string().optional().describe('PEM text or path of the certificate authority to trust'),
  cert: z.string().optional().describe('PEM text or path of the client certificate'),
  key: z.string().optional().describe('PEM text or path of the client key'),
  serverName: z.string().optional(),
  verify: z.boolean().default(true).describe('false accepts any server certificate'),
});

/** An HTTP request. At most one of json, body, form. Status >= 400 fails the try. */
export const httpCall = z
  .strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    url: z.string().min(1),
    headers: z.record(z.string(), z.string()).optional(),
    query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    json: json.optional(),
    body: z.string().optional(),
    form: z.record(z.string(), z.string()).optional(),
    tls: tlsOptions.optional(),
    redirects: z.int().min(0).max(20).default(5).describe('How many redirects are followed'),
  })
  .refine((call) => [call.json, call.body, call.form].filter((body) => body !== undefined).length <= 1, {
    error: 'takes at most one of json, body and form',
    ...onObjects,
  });

/** SQL parameters: an array for positions ($1 or ?), an object for names (:name, sqlite only). */
export const sqlParams = z.union([z.array(json), z.record(z.string(), json)]);

/** One query, or several statements in one transaction. */
export const sqlCall = z
  .strictObject({
    connection: memberName,
    query: z.string().min(1).optional(),
    statements: z.array(z.string().min(1)).min(1).optional(),
    params: sqlParams.optional().describe('Only with query'),
    transaction: z.boolean().default(true).describe('Wrap the statements in one transaction'),
  })
  .refine((call) => (call.query === undefined) !== (call.statements === undefined), {
    error: 'needs exactly one of query and statements',
    ...onObjects,
  })
  .refine((call) => call.params === undefined || call.query !== undefined, {
    error: 'takes params only with query',
    ...onObjects,
  });

const mode = z
  .string()
  .regex(/^0?[0-7]{3}$/, 'must be an octal file mode such as 0644')
  .optional();

const FILE_OPTIONS = ['to', 'content', 'json', 'values', 'recursive', 'mode'] as const;
export const FILE_OPERATIONS = ['write', 'copy', 'move', 'delete', 'template', 'mkdir'] as const;

/** One file operation. Every write goes to a temporary file, is flushed, then renamed into place. */
export const fileCall = z
  .strictObject({
    write: z.string().min(1).optional().describe('Path to write'),
    copy: z.string().min(1).optional().describe('Path to copy from'),
    move: z.string().min(1).optional().describe('Path to move from'),
    delete: z.string().min(1).optional().describe('Path to delete; a path that is not there is no error'),
    template: z.string().min(1).optional().describe('Path of a template whose {{name}} places are filled from values'),
    mkdir: z.string().min(1).optional().describe('Directory to make, with its parents'),
    to: z.string().min(1).optional(),
    content: z.string().optional(),
    json: json.optional().describe('Written as indented JSON'),
    values: z.record(z.string(), json).optional(),
    recursive: z.boolean().optional().describe('Lets delete remove a directory with what is in it'),
    mode,
  })
  .superRefine((call, context) => {
    const operations = FILE_OPERATIONS.filter((operation) => call[operation] !== undefined);
    const [operation] = operations;
    if (operation === undefined || operations.length > 1) {
      const message = `needs exactly one of ${FILE_OPERATIONS.join(', ')}`;
      context.addIssue({ code: 'custom', message, params: { oneOf: FILE_OPERATIONS } });
      return;
    }
    const takes: Record<(typeof FILE_OPERATIONS)[number], readonly string[]> = {
      write: ['content', 'json', 'mode'],
      copy: ['to', 'mode'],
      move: ['to'],
      delete: ['recursive'],
      template: ['to', 'values', 'mode'],
      mkdir: ['mode'],
    };
    for (const key of FILE_OPTIONS) {
      if (call[key] === undefined || takes[operation].includes(key)) continue;
      context.addIssue({ code: 'custom', path: [key], message: `does not belong to ${operation}` });
    }
    const needsTarget = operation === 'copy' || operation === 'move' || operation === 'template';
    if (needsTarget && call.to === undefined) context.addIssue({ code: 'custom', message: `${operation} needs to` });
    if (operation === 'write' && (call.content === undefined) === (call.json === undefined)) {
      context.addIssue({ code: 'custom', message: 'write needs exactly one of content and json' });
    }
  }, onObjects);

/** No `${` in it. */
const NOT_A_TEMPLATE = /^(?:[^$]|\$+[^${])*\$*$/;
/** What names a tool of an MCP server. Neither takes `${{ }}`: what may be called is settled before the run. */
export const mcpTool = {
  server: z
    .string()
    .regex(SERVER_NAME, 'must be the name of a server: letters, digits, dots, dashes and underscores')
    .describe('A server of the data folder that the plan names under servers'),
  tool: z
    .string()
    .min(1)
    .regex(NOT_A_TEMPLATE, 'must be the name of a tool, as it stands')
    .describe('A tool of the server, as it was approved'),
} as const;

/** A tool of an MCP server. A result that says that the tool failed fails the try. */
export const mcpCall = z
  .strictObject({
    ...mcpTool,
    arguments: z
      .record(z.string(), json)
      .default({})
      .describe('What the tool is called with; ${{ }} keeps the type of its value'),
  })
  .describe(
    'Expressions see in `result`: `text` (its texts), `structured`, `json` (its text parsed, where it is JSON), `content`, `isError`',
  );

/** Work that a person does, or values that a person gives. */
export const humanCall = z.strictObject({
  ask: z.string().min(1),
  fields: z.record(memberName, inputDefinition).default({}),
  expires: positiveDuration.optional().describe('How long the question stands; without it, for ever'),
});

/** A packaged skill, pinned as name@version. */
export const skillCall = z.strictObject({
  use: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*@\d+\.\d+\.\d+$/, 'must be name@version, such as restart-service@1.2.0'),
  with: z.record(memberName, json).default({}),
});

export const TOOL_KINDS = ['shell', 'http', 'sql', 'file', 'mcp', 'human', 'skill'] as const;
/** The kinds of tool call. */
export type ToolKind = (typeof TOOL_KINDS)[number];

/** Which of env, cwd and timeout a kind takes: an option that would have no effect is an error. */
const OPTIONS: Record<ToolKind, readonly string[]> = {
  shell: ['env', 'cwd', 'timeout'],
  http: ['timeout'],
  sql: ['timeout'],
  file: ['cwd', 'timeout'],
  mcp: ['timeout'],
  human: [],
  skill: [],
};

/** `do` and `undo`: exactly one tool key, and the options that the tool takes. */
export const toolCall = z
  .strictObject({
    shell: shellCall.optional(),
    http: httpCall.optional(),
    sql: sqlCall.optional(),
    file: fileCall.optional(),
    mcp: mcpCall.optional(),
    human: humanCall.optional(),
    skill: skillCall.optional(),
    env: z
      .record(memberName, z.string())
      .optional()
      .describe('Environment variables; the only way a value reaches a shell'),
    cwd: z.string().min(1).optional().describe('Working directory, relative to the run’s'),
    timeout: positiveDuration.optional().describe('Overrides the step’s timeout for this call'),
  })
  .superRefine((call, context) => {
    const kinds = TOOL_KINDS.filter((kind) => call[kind] !== undefined);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const message = `needs exactly one tool: ${TOOL_KINDS.join(', ')}`;
      context.addIssue({ code: 'custom', message, params: { oneOf: TOOL_KINDS } });
      return;
    }
    for (const option of ['env', 'cwd', 'timeout'] as const) {
      if (call[option] !== undefined && !OPTIONS[kind].includes(option)) {
        context.addIssue({ code: 'custom', path: [option], message: `has no effect on ${kind}` });
      }
    }
    const shell: unknown = call.shell;
    if (isJsonObject(shell) && shell.stdin !== undefined && shell.tty !== false) {
      context.addIssue({ code: 'custom', path: ['shell', 'stdin'], message: 'needs tty: false' });
    }
  }, onObjects)
  .meta({ id: 'toolCall' });

export type ToolCall = z.output<typeof toolCall>;
export type ShellCall = {
  readonly shell?: (typeof SHELLS)[number] | undefined;
  readonly run: string;
  readonly stdin?: string | undefined;
  readonly tty: boolean;
};
export type HttpCall = z.output<typeof httpCall>;
export type TlsOptions = z.output<typeof tlsOptions>;
export type SqlCall = z.output<typeof sqlCall>;
export type SqlParams = z.output<typeof sqlParams>;
export type FileCall = z.output<typeof fileCall>;
export type McpCall = z.output<typeof mcpCall>;
export type HumanCall = z.output<typeof humanCall>;
export type SkillCall = z.output<typeof skillCall>;

/** The one tool that a validated call names. */
export function toolKind(call: ToolCall): ToolKind {
  const kind = TOOL_KINDS.find((candidate) => call[candidate] !== undefined);
  if (kind === undefined) throw new RangeError('a tool call without a tool');
  return kind;
}
