import * as z from 'zod';

/** Names of MCP servers, as plans and rules write them. */
export const SERVER_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

const serverName = z.string().regex(SERVER_NAME, 'must be letters, digits, dots, dashes and underscores, at most 64');
const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a secret');
const milliseconds = z.int().min(100).max(3_600_000);

/** Deadlines, ms: until the connection stands, until a list is whole, and of a call since its last progress. */
export const serverDeadlines = z.strictObject({
  connectMs: milliseconds.default(30_000),
  listMs: milliseconds.default(30_000),
  callMs: milliseconds.default(60_000),
});

const common = {
  name: serverName,
  title: z.string().max(200).default(''),
  deadlines: serverDeadlines.prefault({}),
  /** The folders that the server is told of: none, or the workspace: of the run that calls, else `mcp-folder` of the data folder. */
  roots: z.enum(['none', 'workspace']).default('none'),
  /** What is answered when the server asks for a completion by a model: a refusal, or what a person writes. */
  sampling: z.enum(['off', 'person']).default('off'),
};

/** An unpacked bundle: its folder, absolute, and the digest of the list of its files, without which nothing of it is started. */
const serverBundle = z.strictObject({
  folder: z.string().min(1),
  files: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be a digest'),
});

export type ServerBundle = z.output<typeof serverBundle>;

/** How a server is reached. Values that are secret stand as names of secrets. */
export const serverDefinition = z.discriminatedUnion('transport', [
  z.strictObject({
    transport: z.literal('stdio'),
    ...common,
    command: z.string().min(1).max(4096),
    args: z.array(z.string().max(65_536)).max(1000).default([]),
    /** The folder that it starts in, absolute; absent: the workspace. */
    cwd: z.string().min(1).optional(),
    env: z.record(z.string().min(1), z.string()).default({}),
    /** Environment variable to name of a secret. */
    secretEnv: z.record(z.string().min(1), secretName).default({}),
    bundle: serverBundle.optional(),
  }),
  z.strictObject({
    transport: z.literal('http'),
    ...common,
    url: z.url({ protocol: /^https?$/ }),
    headers: z.record(z.string().min(1), z.string()).default({}),
    /** Header to name of the secret that is its whole value. */
    secretHeaders: z.record(z.string().min(1), secretName).default({}),
    oauth: z
      .strictObject({
        clientId: z.string().min(1).optional(),
        clientSecret: secretName.optional(),
        scopes: z.array(z.string().min(1)).default([]),
      })
      .optional(),
  }),
]);

export type ServerDefinition = z.output<typeof serverDefinition>;
export type ServerDefinitionSource = z.input<typeof serverDefinition>;
export type ServerDeadlines = z.output<typeof serverDeadlines>;
