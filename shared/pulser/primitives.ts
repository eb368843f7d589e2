import * as z from 'zod';
import { DURATION_PATTERN, formatDuration, parseDuration } from '../lib/duration.ts';
import { isJsonObject, type Json } from '../lib/json.ts';
import { unwrapExpression } from './template.ts';

/** Names of plans: kebab-case. */
export const KEBAB_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Names of inputs, outputs and fields: they become environment variables and expression members. */
export const MEMBER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const kebabName = z
  .string()
  .regex(KEBAB_NAME, 'must be kebab-case: lower-case letters, digits and single dashes')
  .max(100);

export const memberName = z
  .string()
  .regex(MEMBER_NAME, 'must start with a letter or _, then letters, digits or _')
  .max(100);

/** A duration, normalised to its canonical spelling. */
export const duration = z
  .string()
  .min(1)
  .regex(DURATION_PATTERN, 'must be a duration such as 500ms, 30s, 10m, 2h or 1h30m')
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === undefined) {
      context.addIssue({ code: 'custom', message: 'is too long a duration' });
      return z.NEVER;
    }
    return formatDuration(ms);
  })
  .meta({ id: 'duration' });

/** A duration longer than zero: a time limit or a pace. */
export const positiveDuration = duration.refine((text) => text !== '0s', { error: 'must be longer than zero' });

/** Any JSON value, as written. */
export const json: z.ZodType<Json, Json> = z.json().meta({ id: 'json' });

/** A bare expression. One that is written inside `${{ }}` is accepted and normalised to the bare one. */
export const expression = z
  .string()
  .transform(unwrapExpression)
  .refine((text) => text !== '', { error: 'is an empty expression' });

/**
 * Lets a rule run although a member of its object is wrong, so that every problem is reported at once. Such a rule must
 * bear members of any type.
 */
export const onObjects = { when: (payload: { value: unknown }) => isJsonObject(payload.value) };

/** Text compared with what a check read. All members that stand must hold. */
export const textMatch = z
  .strictObject({
    equals: z.string().optional().describe('The whole text, trailing line breaks removed'),
    contains: z.string().optional(),
    matches: z.string().optional().describe('A regular expression (RE2 syntax), searched anywhere'),
  })
  .refine((match) => Object.keys(match).length > 0, {
    error: 'needs at least one of equals, contains, matches',
    ...onObjects,
  });

/** Expectations on a text. */
export type TextMatch = z.output<typeof textMatch>;

/** Text that is one `${{ … }}` expression and keeps the type of its value. */
export const wholeExpression = z.string().regex(/^\$\{\{[\s\S]*\}\}$/, 'must be a ${{ … }} expression');
