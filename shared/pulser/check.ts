import * as z from 'zod';
import { expression, json, memberName, onObjects, positiveDuration, textMatch, wholeExpression } from './primitives.ts';
import { mcpTool, sqlParams, tlsOptions } from './tool-call.ts';

export const shellCheck = z.union([
  z
    .string()
    .min(1)
    .transform((run) => ({ run, exit: 0 })),
  z.strictObject({
    run: z.string().min(1),
    exit: z.int().min(0).max(255).default(0),
    stdout: textMatch.optional(),
    json: expression.optional().describe('Expression over `json` (standard output parsed) that must be true'),
    env: z.record(memberName, z.string()).optional(),
    cwd: z.string().min(1).optional(),
  }),
]);

export const httpCheck = z.strictObject({
  url: z.string().min(1),
  method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET'),
  headers: z.record(z.string(), z.string()).optional(),
  status: z.union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1), wholeExpression]).default(200),
  json: expression.optional().describe('Expression over `body`, `status`, `headers` that must be true'),
  body: textMatch.optional(),
  tls: tlsOptions.optional(),
  redirects: z.int().min(0).max(20).default(5),
});

/** A query that only reads; it runs on a read-only connection. */
export const sqlCheck = z
  .strictObject({
    connection: memberName,
    query: z.string().min(1),
    params: sqlParams.optional(),
    value: json.optional().describe('The first column of the only row'),
    rows: z.int().min(0).optional().describe('How many rows'),
    json: expression.optional().describe('Expression over `rows` that must be true'),
  })
  .refine((check) => check.value !== undefined || check.rows !== undefined || check.json !== undefined, {
    error: 'needs at least one of value, rows and json',
    ...onObjects,
  });

export const fileCheck = z
  .strictObject({
    path: z.string().min(1),
    exists: z.boolean().default(true),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$|\$\{\{/, 'must be 64 hex digits')
      .optional()
      .describe('64 hex digits'),
    contains: z.string().optional(),
    matches: z.string().optional().describe('A regular expression (RE2 syntax), searched anywhere'),
    json: expression.optional().describe('Expression over `json` (the file parsed) that must be true'),
  })
  .superRefine((value, context) => {
    if (value.exists) return;
    for (const key of ['sha256', 'contains', 'matches', 'json'] as const) {
      if (value[key] === undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'cannot hold of a file that must not exist' });
    }
  }, onObjects);

export const tcpCheck = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.union([z.int().min(1).max(65535), wholeExpression]),
  open: z.boolean().default(true),
});

/** A call of a tool that the operator has marked as one that only reads. */
export const mcpCheck = z.strictObject({
  ...mcpTool,
  arguments: z.record(z.string(), json).default({}),
  json: expression.describe(
    'Expression that must be true over `result` (structured, or the text parsed where it is JSON, else null), `text` and `isError`',
  ),
});

export const CHECK_KINDS = ['shell', 'http', 'sql', 'file', 'tcp', 'mcp', 'output', 'exit', 'human'] as const;
/** The kinds of check. */
export type CheckKind = (typeof CHECK_KINDS)[number];

/** A reading of the world: exactly one kind key, and how to read it. */
export const check = z
  .strictObject({
    shell: shellCheck.optional(),
    http: httpCheck.optional(),
    sql: sqlCheck.optional(),
    file: fileCheck.optional(),
    tcp: tcpCheck.optional(),
    mcp: mcpCheck.optional(),
    output: expression.optional().describe('Expression over the result of the step that must be true'),
    exit: z.int().min(0).max(255).optional().describe('Exit code of the step: weak evidence'),
    human: z.string().min(1).optional().describe('What a person confirms'),
    name: z.string().min(1).max(200).optional(),
    within: positiveDuration.optional().describe('After the act: polled until green or the time is up'),
    every: positiveDuration.optional().describe('Time between polls (default 1s); needs within'),
    not: z.boolean().default(false).describe('Turns green into red and red into green'),
    severity: z.enum(['fail', 'warn']).default('fail'),
    baseline: z.boolean().default(true).describe('false: not read before the act, so the evidence is only observed'),
    timeout: positiveDuration.default('30s').describe('Time for one reading'),
  })
  .superRefine((value, context) => {
    const kinds = CHECK_KINDS.filter((kind) => value[kind] !== undefined);
    if (kinds.length !== 1) {
      const message = `needs exactly one kind: ${CHECK_KINDS.join(', ')}`;
      context.addIssue({ code: 'custom', message, params: { oneOf: CHECK_KINDS } });
    }
    if (value.every !== undefined && value.within === undefined) {
      context.addIssue({ code: 'custom', path: ['every'], message: 'has no effect without within' });
    }
    if (value.within !== undefined && (kinds[0] === 'output' || kinds[0] === 'exit' || kinds[0] === 'human')) {
      context.addIssue({
        code: 'custom',
        path: ['within'],
        message: `has no effect on ${kinds[0]}: its reading does not change`,
      });
    }
  }, onObjects)
  .meta({ id: 'check' });

export type Check = z.output<typeof check>;
export type ShellCheck = {
  readonly run: string;
  readonly exit: number;
  readonly stdout?: z.output<typeof textMatch> | undefined;
  readonly json?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
};
export type HttpCheck = z.output<typeof httpCheck>;
export type SqlCheck = z.output<typeof sqlCheck>;
export type FileCheck = z.output<typeof fileCheck>;
export type TcpCheck = z.output<typeof tcpCheck>;
export type McpCheck = z.output<typeof mcpCheck>;

/** The one kind that a validated check names. */
export function checkKind(value: Check): CheckKind {
  const kind = CHECK_KINDS.find((candidate) => value[candidate] !== undefined);
  if (kind === undefined) throw new RangeError('a check without a kind');
  return kind;
}

/** False for a check that can only be read after the act: it needs a result, a person, or says so itself. */
export function hasBaseline(value: Check): boolean {
  const kind = checkKind(value);
  return value.baseline && kind !== 'output' && kind !== 'exit' && kind !== 'human';
}
