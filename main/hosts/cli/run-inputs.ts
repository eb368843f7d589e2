import { readFile } from 'node:fs/promises';
import type { Inputs } from '#main/api/start/inputs.ts';
import { readDocument } from '#main/compiler/document.ts';
import { placeTextProblem } from '#main/compiler/locate.ts';
import { readInputs } from '#main/compiler/read-inputs.ts';
import { decodeSource } from '#main/compiler/source.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { readPairs } from './run-options.ts';
import { usageError } from './usage-error.ts';

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
