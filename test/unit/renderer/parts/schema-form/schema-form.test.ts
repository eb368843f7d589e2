import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { FormDraft } from '#renderer/parts/schema-form/form-values.ts';
import { SchemaForm } from '#renderer/parts/schema-form/schema-form.tsx';
import { typeText } from '#renderer/parts/schema-form/type-text.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

const definitions = {
  sure: { type: 'boolean' },
  loud: { type: 'boolean', default: true },
  draft: { type: 'boolean' },
} as const satisfies Record<string, InputDefinition>;

function drawn(draft: FormDraft, required: readonly string[]): string {
  const props = { label: 'Fields', definitions, draft, showProblems: true, required: new Set(required) };
  return renderToStaticMarkup(createElement(SchemaForm, { ...props, onChange: () => {} }));
}

test('yes and no are both said where a value is needed, and what is missing is marked', () => {
  const empty = drawn({}, ['sure']);
  expect(empty).toMatch(/<select[^>]*aria-invalid="true"/);
  expect(empty).toMatch(/<option value="false">No<\/option>/);
  expect(empty.match(/type="checkbox"/g)).toHaveLength(2);
  expect(empty).toContain('Left out');
  const answered = drawn({ sure: false, loud: true }, ['sure']);
  expect(answered).toMatch(/<option value="false" selected="">No<\/option>/);
  expect(answered).not.toContain('aria-invalid');
  expect(answered).not.toContain('Left out');
});

test('types are said in the words of programs', () => {
  const typed: readonly (readonly [InputDefinition, string])[] = [
    [{ type: 'integer' }, 'integer'],
    [{ type: 'string', enum: ['a', 'b'] }, 'one of 2'],
    [
      { type: 'array', items: { type: 'array', items: { type: 'object', properties: {} } } },
      'array of array of object',
    ],
    [{ type: 'array' }, 'array'],
    [{ type: 'object' }, 'JSON'],
  ];
  for (const [definition, words] of typed) expect(typeText(definition, false)).toBe(words);
  expect(typeText({ type: 'string' }, true)).toBe('string, required');
});
