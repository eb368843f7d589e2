import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { type SchemaCheck, schemaCheck } from './schema-check.ts';

/** Checks the structured results of tools by the schemas that they declare. */
export class OutputSchemas {
  readonly #compiled = new WeakMap<object, SchemaCheck>();

  /** Throws AppError `mcp.output-schema` when the schema cannot be used: before anything was done. */
  compile(tool: Tool): SchemaCheck | undefined {
    const { outputSchema } = tool;
    if (outputSchema === undefined) return undefined;
    const known = this.#compiled.get(outputSchema);
    if (known !== undefined) return known;
    let validate: SchemaCheck;
    try {
      validate = schemaCheck(outputSchema);
    } catch (error) {
      throw new AppError(
        'mcp.output-schema',
        `the output schema of ${tool.name} cannot be used: ${errorMessage(error)}`,
        {
          hint: 'tell whoever makes the server',
          cause: error,
        },
      );
    }
    this.#compiled.set(outputSchema, validate);
    return validate;
  }
}

/** The structured part of a result. Throws AppError `mcp.output-schema` when it is not what the tool declares. */
export function structuredOf(
  name: string,
  result: CallToolResult,
  validate: SchemaCheck | undefined,
): JsonObject | null {
  const value = result.structuredContent;
  if (validate !== undefined && result.isError !== true) {
    if (value === undefined) throw mismatch(name, 'there is no structured result');
    const { valid, errorMessage: why } = validate(value);
    if (!valid) throw mismatch(name, why ?? 'it does not fit');
  }
  if (value === undefined) return null;
  if (result.isError === true && validate !== undefined && !validate(value).valid) return null;
  return isJsonObject(value) ? value : { value: value as Json };
}

function mismatch(name: string, why: string): AppError {
  return new AppError('mcp.output-schema', `${name} did not answer as its output schema says: ${why}`, {
    hint: 'the call was made; look what it did before it is made again',
  });
}
