import { expect, test } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { resolveTemplates } from '#main/expressions/templates.ts';
import { planStep } from '#renderer/features/tools/model/plan-step.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** A plan of one step that was copied, as the compiler reads it. */
function stepOf(server: string, tool: string, given: JsonObject) {
  const step = planStep({ server, tool, effect: 'write', arguments: given });
  const source = `pulser: 1\nname: copied\ntitle: Copied\nversion: 1.0.0\nservers: [${JSON.stringify(server)}]\nsteps:\n${step.replaceAll(/^/gm, '  ')}`;
  const { plan, diagnostics } = readPlan(source);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan?.steps[0];
}

test('a copied step is a step of a plan, its arguments to the letter', () => {
  const given: JsonObject = {
    path: '/srv/a b: #c',
    'odd key': 'yes',
    no: 'no',
    count: 3,
    on: true,
    nothing: null,
    empty: {},
    none: [],
    text: 'two\nlines "quoted"\u200b',
    list: [{ a: [1, [2, 'x']] }, 'plain', '- dash', '1.5'],
  };
  const step = stepOf('my.files', 'list_directory', given);
  expect(step).toMatchObject({ id: 'list-directory', effect: 'write' });
  expect(step?.do.mcp).toEqual({ server: 'my.files', tool: 'list_directory', arguments: given });
});

test('a text that would begin an expression stays a text', () => {
  const step = stepOf('files', '___', { text: 'say ${{ inputs.x }} twice: ${{' });
  expect(step?.id).toBe('call');
  expect(resolveTemplates(step?.do.mcp?.arguments ?? {}, {})).toEqual({ text: 'say ${{ inputs.x }} twice: ${{' });
});
