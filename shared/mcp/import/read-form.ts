import type * as z from 'zod';
import type { Json } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { below, ImportProblem } from './imported.ts';

/** A value of a foreign file as its schema has it, or every problem with its place. */
export function readForm<T>(schema: z.ZodType<T>, value: Json, pointer = ''): Result<T, readonly ImportProblem[]> {
  let parsed: z.ZodSafeParseResult<T>;
  try {
    parsed = schema.safeParse(value);
  } catch (error) {
    // An object whose members are named like methods, where a text should be, is asked for its length.
    if (!(error instanceof TypeError)) throw error;
    return err([new ImportProblem(pointer, 'holds an object where a text should be')]);
  }
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues.map(
      ({ path, message }) =>
        new ImportProblem(
          path.reduce<string>((at, key) => below(at, String(key)), pointer),
          message,
        ),
    ),
  );
}
