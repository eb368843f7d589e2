import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import { check } from './check.ts';
import { duration, expression, kebabName, memberName, onObjects, positiveDuration } from './primitives.ts';
import { toolCall } from './tool-call.ts';

const approval = z.union([
  z.literal(true).transform(() => ({ reason: 'optional' as const })),
  z.strictObject({
    reason: z.enum(['required', 'optional']).default('optional'),
    message: z.string().min(1).optional(),
    expires: positiveDuration.optional().describe('How long the approval may wait; after it the step is expired'),
  }),
]);

const retry = z.strictObject({
  attempts: z.int().min(1).max(1000).describe('Tries in all, the first included'),
  backoff: duration.default('1s'),
  factor: z.number().min(1).max(100).default(2),
  max: duration.default('5m'),
});

/** One piece of work with the checks that decide whether it is done. */
export const step = z
  .strictObject({
    id: kebabName,
    title: z.string().min(1).max(300).optional(),
    why: z.string().min(1).optional().describe('Where the step comes from: runbook.md#L12-L15, or a sentence'),
    effect: z.enum(['read', 'write', 'irreversible']).default('write'),
    needs: z.array(kebabName).optional().describe('Absent: the previous step. []: at once'),
    when: expression.optional().describe('Expression; false skips the step'),
    approve: approval.optional(),
    before: z.array(check).default([]).describe('Preconditions: all must be green, else the step is blocked'),
    do: toolCall,
    verify: z.array(check).min(1, 'needs at least one check: a step that nothing verifies does not load'),
    undo: toolCall.optional(),
    retry: retry.optional(),
    timeout: positiveDuration
      .default('10m')
      .describe('Time for one try; waiting for what an MCP server asks a person is not counted'),
    outputs: z.record(memberName, expression).default({}).describe('Name -> expression over `result`'),
    artifacts: z.array(z.string().min(1)).default([]).describe('Paths or globs kept as artifacts'),
    onInterrupt: z.enum(['verify', 'retry', 'fail', 'ask']).default('verify'),
    always: z.boolean().default(false).describe('Act even when every check is green before'),
    allowFailure: z
      .boolean()
      .default(false)
      .describe('A failed tool call does not fail the try: the checks alone decide'),
  })
  .superRefine((value, context) => {
    if (value.effect === 'irreversible' && value.undo !== undefined) {
      context.addIssue({ code: 'custom', path: ['undo'], message: 'has no place in an irreversible step' });
    }
    const verify = objectsIn(value.verify);
    if (verify.length > 0 && verify.every((entry) => entry?.severity === 'warn')) {
      context.addIssue({ code: 'custom', path: ['verify'], message: 'needs at least one check of severity fail' });
    }
    verify.forEach((entry, index) => {
      if (entry?.exit === undefined || !isJsonObject(value.do) || value.do.shell !== undefined) return;
      const message = 'is for shell steps: no other tool has an exit code';
      context.addIssue({ code: 'custom', path: ['verify', index, 'exit'], message });
    });
    const undo: unknown = value.undo;
    if (isJsonObject(undo) && undo.human !== undefined) {
      context.addIssue({ code: 'custom', path: ['undo'], message: 'must act without a person' });
    }
    objectsIn(value.before).forEach((entry, index) => {
      for (const kind of ['output', 'exit', 'human'] as const) {
        if (entry?.[kind] !== undefined) {
          context.addIssue({ code: 'custom', path: ['before', index, kind], message: 'cannot be read before the act' });
        }
      }
    });
  }, onObjects);

/** The entries of a list that may not be one, `undefined` where an entry is no object. */
function objectsIn(list: unknown): readonly (JsonObject | undefined)[] {
  return Array.isArray(list) ? list.map((entry) => (isJsonObject(entry) ? entry : undefined)) : [];
}

/** A step as the schema returns it: defaults filled, `needs` still as written. */
export type ParsedStep = z.output<typeof step>;

/** A step of a normalised plan. */
export type Step = Omit<ParsedStep, 'needs' | 'title'> & { readonly needs: readonly string[]; readonly title: string };

export type Effect = Step['effect'];
export type RetryPolicy = z.output<typeof retry>;
