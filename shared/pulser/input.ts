import * as z from 'zod';
import type { Json } from '../lib/json.ts';
import { json } from './primitives.ts';

/** One input: the JSON Schema of its value. An input without a default must be given. */
export interface InputDefinition {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly Json[] | undefined;
  readonly const?: Json | undefined;
  readonly default?: Json | undefined;
  readonly examples?: readonly Json[] | undefined;
  readonly pattern?: string | undefined;
  readonly format?: (typeof FORMATS)[number] | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly items?: InputDefinition | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems?: boolean | undefined;
  readonly properties?: Readonly<Record<string, InputDefinition>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | undefined;
}

const FORMATS = ['date', 'date-time', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid'] as const;

export const inputDefinition: z.ZodType<InputDefinition, InputDefinition> = z
  .lazy(() =>
    z.strictObject({
      type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object']),
      title: z.string().optional(),
      description: z.string().optional(),
      enum: z.array(json).min(1).optional(),
      const: json.optional(),
      default: json.optional(),
      examples: z.array(json).optional(),
      pattern: z.string().optional(),
      format: z.enum(FORMATS).optional(),
      minLength: z.int().min(0).optional(),
      maxLength: z.int().min(0).optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      exclusiveMinimum: z.number().optional(),
      exclusiveMaximum: z.number().optional(),
      multipleOf: z.number().positive().optional(),
      items: inputDefinition.optional(),
      minItems: z.int().min(0).optional(),
      maxItems: z.int().min(0).optional(),
      uniqueItems: z.boolean().optional(),
      properties: z.record(z.string(), inputDefinition).optional(),
      required: z.array(z.string()).optional(),
      additionalProperties: z.boolean().optional(),
    }),
  )
  .meta({ id: 'input' });

/** The environment variable that carries an input: `role` -> `INPUT_ROLE`. */
export function inputVariable(name: string): string {
  return `INPUT_${name.toUpperCase()}`;
}
