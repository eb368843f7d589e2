import { runInNewContext } from 'node:vm';
import type { JsonSchemaType } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';

/** How long a schema may take to be read, and a value to be checked by it, ms. */
const LONGEST = 1_000;

class TooSlow extends Error {}

/** Says whether a value fits, and why not. */
export type SchemaCheck = (value: unknown) => { readonly valid: boolean; readonly errorMessage?: string | undefined };

/**
 * Checks by a schema that a server has written: in the dialect that it names, loading nothing, and never for longer than a
 * second, whatever its patterns and the value are. Throws where the schema cannot be used.
 */
export function schemaCheck(schema: JsonSchemaType): SchemaCheck {
  // One validator for each: of two schemas with the same `$id` it would take the first for both.
  const validate = inTime('the schema takes too long to read', () => new AjvJsonSchemaValidator().getValidator(schema));
  return (value) => {
    try {
      return inTime('it takes too long to check', () => validate(value));
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      return { valid: false, errorMessage: error.message };
    }
  };
}

/** A pattern of the platform can take for ever, and only this ends it; one in linear time would not know all that schemas use. */
function inTime<T>(problem: string, work: () => T): T {
  try {
    return runInNewContext('work()', { work }, { timeout: LONGEST }) as T;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TooSlow(problem);
  }
}
