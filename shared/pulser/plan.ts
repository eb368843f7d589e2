import * as z from 'zod';
import { SERVER_NAME } from '../mcp/server.ts';
import { inputDefinition } from './input.ts';
import { kebabName, memberName, positiveDuration } from './primitives.ts';
import { type Step, step } from './step.ts';

const connection = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('sqlite'), path: z.string().min(1) }),
  z.strictObject({ driver: z.literal('postgres'), url: z.string().min(1) }),
]);

export const LANES = ['A', 'B', 'C', 'D'] as const;
/** A slot of a session that runs one run at a time. */
export type Lane = (typeof LANES)[number];

/** The Plan of Pulser IR version 1. Input: what a person writes. Output: defaults filled. */
export const plan = z.strictObject({
  pulser: z.literal(1),
  name: kebabName,
  title: z.string().min(1).max(300).optional(),
  description: z.string().optional(),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/, 'must be a version such as 1.2.0')
    .default('0.0.0'),
  inputs: z.record(memberName, inputDefinition).default({}),
  secrets: z.array(memberName).default([]).describe('Names only; values come from the vault or the environment'),
  connections: z.record(memberName, connection).default({}),
  servers: z
    .array(z.string().regex(SERVER_NAME, 'must be the name of a server: letters, digits, dots, dashes and underscores'))
    .default([])
    .describe('Names of the MCP servers that the plan calls'),
  locks: z.array(z.string().min(1)).default([]).describe('Resources that never two runs use at a time'),
  lane: z.enum(LANES).optional(),
  onFailure: z.enum(['rollback', 'stop', 'pause']).default('rollback'),
  timeout: positiveDuration.optional().describe('Time for the whole run, waiting for people not counted'),
  parallel: z.int().min(1).max(64).default(1).describe('Steps of the run that may work at a time'),
  logLimit: z
    .int()
    .min(1024)
    .optional()
    .describe('Most bytes of output that one act may print; past it the act is ended'),
  steps: z.array(step).min(1).max(10_000),
});

/** A plan as the schema returns it, before normalisation. */
export type ParsedPlan = z.output<typeof plan>;

/** What a person may write. */
export type PlanSource = z.input<typeof plan>;

/** A normalised plan: every default explicit. It is itself valid Pulser IR and normalises to itself. */
export type Plan = Omit<ParsedPlan, 'steps' | 'title'> & { readonly title: string; readonly steps: readonly Step[] };

export type Connection = z.output<typeof connection>;
