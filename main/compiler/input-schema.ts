import { type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { textPattern } from '#main/expressions/pattern.ts';
import { Recent } from '#main/expressions/recent.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';

/** One thing that is wrong with a value: where inside of it, and what. */
export interface ValueFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Says what is wrong with a value; nothing when it fits. */
export type ValueCheck = (value: Json) => readonly ValueFault[];

const checks = new Recent<Result<ValueCheck, string>>(500);

/** Compiles the JSON Schema (draft 2020-12) of one input; the error says why it is none. */
export function inputCheck(definition: JsonObject): Result<ValueCheck, string> {
  return checks.get(canonicalJson(definition), () => compile(definition));
}

function compile(definition: JsonObject): Result<ValueCheck, string> {
  const ajv = compiler();
  const rules = withoutValues(definition) as object;
  try {
    const validate = ajv.compile(rules);
    return ok((value) => faultsOf(validate, value));
  } catch (error) {
    return err(
      errorMessage(error)
        .replace(/^strict mode: /, '')
        .replaceAll('\n', ' '),
    );
  } finally {
    ajv.removeSchema(rules);
  }
}

const instance: { ajv: Ajv2020 | undefined; uses: number } = { ajv: undefined, uses: 0 };

/** An instance is slow to make, and keeps something of every schema that it compiled: so each serves for a while. */
function compiler(): Ajv2020 {
  if (instance.ajv === undefined || instance.uses >= 500) {
    const options = { strict: true, allowUnionTypes: true, allErrors: true, logger: false } as const;
    instance.ajv = new Ajv2020({ ...options, code: { regExp: linearPattern } });
    formats.default(instance.ajv);
    instance.uses = 0;
  }
  instance.uses += 1;
  return instance.ajv;
}

/** Examples and defaults are values for people, not rules. */
function withoutValues(definition: JsonObject): JsonObject {
  const { default: _default, examples: _examples, ...rules } = definition;
  return rules;
}

function faultsOf(validate: ValidateFunction, value: Json): readonly ValueFault[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({
    path: error.instancePath.split('/').slice(1).map(unescapePointer),
    message: faultMessage(error),
  }));
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function faultMessage(error: ErrorObject): string {
  switch (error.keyword) {
    case 'enum':
      return `must be one of ${(error.params.allowedValues as Json[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`;
    case 'additionalProperties':
      return `has no member ${String(error.params.additionalProperty)}`;
    default:
      return error.message ?? 'does not fit';
  }
}

/** Patterns of inputs meet values from outside: they must not be able to hang the process. */
const linearPattern = Object.assign(
  (source: string) => {
    const pattern = textPattern(source);
    // Ajv tells patterns apart by their text.
    return { test: (text: string) => pattern.test(text), toString: () => source };
  },
  { code: 'linearPattern' },
);
