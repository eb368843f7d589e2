import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { inputVariable } from '#shared/pulser/input.ts';
import { inputCheck } from './input-schema.ts';
import { asObject, callsOf, listOf, type PlanView } from './plan-view.ts';
import type { PlanPath, Problem } from './problem.ts';

/** What is wrong with the inputs of a plan and the fields of its forms. */
export function inputProblems(plan: PlanView): readonly Problem[] {
  const problems: Problem[] = [];
  const variables = new Map<string, string>();
  for (const [name, definition] of Object.entries(plan.inputs)) {
    problems.push(...definitionProblems(definition, ['inputs', name]));
    const variable = inputVariable(name);
    const other = variables.get(variable);
    if (other !== undefined) problems.push(collision(name, other, variable));
    variables.set(variable, name);
  }
  for (const step of plan.steps) {
    for (const call of callsOf(step)) {
      for (const [name, field] of Object.entries(asObject(asObject(call.raw.human).fields))) {
        problems.push(...definitionProblems(field, [...call.path, 'human', 'fields', name]));
      }
    }
  }
  return problems;
}

function collision(name: string, other: string, variable: string): Problem {
  return {
    severity: 'error',
    code: 'plan.input-collision',
    message: `${name} and ${other} would both be $${variable}`,
    path: ['inputs', name],
    at: 'key',
    hint: 'Rename one of them.',
  };
}

function definitionProblems(definition: Json | undefined, path: PlanPath): readonly Problem[] {
  // A definition without a type is the schema's to report.
  if (!isJsonObject(definition) || typeof definition.type !== 'string') return [];
  const check = inputCheck(definition);
  if (!check.ok) {
    return [problem(`is no valid JSON Schema: ${check.error}`, path, 'Keep to the keywords that fit its type.')];
  }
  const misfits = (value: Json, at: PlanPath, what: string, rules: JsonObject): readonly Problem[] => {
    const against = inputCheck(rules);
    const [fault] = against.ok ? against.value(value) : [];
    if (fault === undefined) return [];
    const where = fault.path.length === 0 ? '' : `${fault.path.join('.')} `;
    return [
      problem(`${what} does not fit its own definition: ${where}${fault.message}`, at, 'Change it, or the definition.'),
    ];
  };
  // A value of the list is not held against the list itself.
  const { enum: _enum, ...rules } = definition;
  return [
    ...(definition.default === undefined
      ? []
      : misfits(definition.default, [...path, 'default'], 'the default', definition)),
    ...listOf(definition.examples).flatMap((value, i) =>
      misfits(value, [...path, 'examples', i], 'the example', definition),
    ),
    ...listOf(definition.enum).flatMap((value, i) => misfits(value, [...path, 'enum', i], 'the value', rules)),
  ];
}

function problem(message: string, path: PlanPath, hint: string): Problem {
  return { severity: 'error', code: 'plan.input-schema', message, path, hint };
}
