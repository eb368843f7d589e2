import { readFile } from 'node:fs/promises';
import { readDocument } from '#main/compiler/document.ts';
import { placeTextProblem } from '#main/compiler/locate.ts';
import { readInputs } from '#main/compiler/read-inputs.ts';
import { decodeSource } from '#main/compiler/source.ts';
import type { RunSecrets, RuntimeServices } from '#main/runtime/services.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { readPairs } from './run-options.ts';
import { usageError } from './usage-error.ts';

type Inputs = Readonly<Record<string, Json>>;

/** What the caller gave: from a file, and over it from flags. Values of flags are texts, read as the declared type. */
export async function givenInputs(
  plan: Pick<Plan, 'inputs'>,
  options: { readonly input?: readonly string[]; readonly inputs?: string },
): Promise<Inputs> {
  const fromFile = options.inputs === undefined ? {} : await inputsFile(options.inputs);
  const fromFlags = readPairs(options.input ?? [], '-i');
  const texts = readTyped(plan, fromFlags);
  return { ...fromFile, ...texts };
}

/** Each text alone as its declared type, so that texts of a file stay what they are. */
function readTyped(plan: Pick<Plan, 'inputs'>, texts: Readonly<Record<string, string>>): Inputs {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const definition = plan.inputs[name];
      if (definition === undefined) return [name, text];
      // Only its type: what else does not fit is told of the value, later and at once.
      const inputs = { [name]: { type: definition.type } };
      const read = readInputs({ inputs }, { [name]: text }, { fromText: true });
      return [name, read.ok ? (read.value[name] ?? text) : text];
    }),
  );
}

async function inputsFile(file: string): Promise<Inputs> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw usageError(`the inputs ${file} cannot be read: ${errorCode(error) ?? 'unknown'}`, 'give a JSON or YAML file');
  }
  const decoded = decodeSource(bytes);
  if (!decoded.ok) throw usageError(`${file}: ${decoded.error.message}`);
  const document = readDocument(decoded.value);
  const [problem] = document.problems;
  if (problem !== undefined) {
    const { start, message, hint } = placeTextProblem(document, problem);
    throw usageError(message, hint, { where: `${file}:${start.line}:${start.column}` });
  }
  if (!isJsonObject(document.value)) {
    throw usageError(`${file} holds no inputs`, 'write one member for each input: name: value');
  }
  return document.value as Inputs;
}

/** The whole set of inputs, held against the plan. Throws AppError `input.invalid` with every problem at once. */
export function checkedInputs(plan: Plan, given: Inputs): Readonly<Record<string, Json>> {
  const read = readInputs(plan, given, { fromText: false });
  if (read.ok) return read.value;
  const problems = read.error.map(({ message, hint }) => `${message}. ${hint}`);
  throw new AppError('input.invalid', `the inputs do not fit ${plan.name}`, {
    hint: 'give inputs with -i name=value or --inputs FILE',
    details: { problems, issues: read.error as unknown as Json },
  });
}

/**
 * Refuses inputs that hold a secret: inputs are recorded and shown, and a masked one would not be what runs. Throws
 * AppError `input.secret`.
 */
export function refuseSecretInputs(
  inputs: Inputs,
  secrets: RunSecrets,
  createMask: RuntimeServices['createMask'],
): void {
  const mask = createMask(secrets.values);
  for (const [name, value] of Object.entries(inputs)) {
    if (canonicalJson(mask.json(value)) === canonicalJson(value)) continue;
    const owner = Object.entries(secrets.values).find(([, secret]) => JSON.stringify(value).includes(secret))?.[0];
    const what = owner === undefined ? 'something that looks like a credential' : `the value of secret ${owner}`;
    throw new AppError('input.secret', `input ${name} holds ${what}`, {
      hint: 'inputs are recorded and shown to everybody: declare it under secrets and use ${{ secrets.NAME }}',
      details: { input: name } satisfies JsonObject,
    });
  }
}
