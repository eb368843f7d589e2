import { readInputs } from '#main/compiler/read-inputs.ts';
import type { RunSecrets, RuntimeServices } from '#main/runtime/services.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';

export type Inputs = Readonly<Record<string, Json>>;

/** The whole set of inputs, held against the plan. Throws AppError `input.invalid` with every problem at once. */
export function checkedInputs(plan: Pick<Plan, 'name' | 'inputs'>, given: Inputs, hint: string): Inputs {
  const read = readInputs(plan, given, { fromText: false });
  if (read.ok) return read.value;
  const problems = read.error.map((issue) => `${issue.message}. ${issue.hint}`);
  throw new AppError('input.invalid', `the inputs do not fit ${plan.name}`, {
    hint,
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
