import { expect, test } from 'vitest';
import { schemaFields } from '#renderer/features/tools/model/schema-fields.ts';
import {
  firstArguments,
  readArguments,
  shownAs,
  type TypedArguments,
  taken,
} from '#renderer/features/tools/model/typed-arguments.ts';

const fields = schemaFields({
  type: 'object',
  properties: { path: { type: 'string' }, depth: { type: 'integer', default: 3 }, size: { type: 'number' } },
  required: ['path'],
});
const first = firstArguments(fields);
const json = (text: string): TypedArguments => ({ ...shownAs(first, fields, 'json'), text });

test('JSON that cannot be read does not become a form, and says so', () => {
  const still = shownAs(json('{"path": '), fields, 'form');
  expect(still).toMatchObject({ view: 'json', isText: true, text: '{"path": ' });
  expect(readArguments(still, fields).value).toBeNull();
  expect(readArguments(still, fields).problem).toMatch(/^The form needs JSON that can be read\. ./);
  expect(shownAs(json('[]'), fields, 'form').refusal).toContain('Arguments are a JSON object');
  const looked = shownAs(json('{'), fields, 'schema');
  expect(shownAs(looked, fields, 'form').view).toBe('json');
});

test('JSON with what the form has no place for stays as it is, and can be sent', () => {
  const still = shownAs(json('{"path": "a", "extra": {"deep": 1}}'), fields, 'form');
  expect(still.view).toBe('json');
  expect(readArguments(still, fields)).toEqual({
    value: { path: 'a', extra: { deep: 1 } },
    problem: 'The form cannot hold this as it is: extra',
  });
  expect(shownAs(json('{"a":1,"b":1,"c":1,"d":1,"e":1}'), fields, 'form').refusal).toMatch(/: a, b, c, 2 more$/);
});

test('JSON becomes a form that says the same, without defaults that were not written', () => {
  const form = shownAs(json('{"path": "a"}'), fields, 'form');
  expect(form).toMatchObject({ view: 'form', isText: false, refusal: null });
  expect(readArguments(form, fields).value).toEqual({ path: 'a' });
  expect(readArguments(shownAs(json('{}'), fields, 'form'), fields).value).toBeNull();
});

test('what is wrong in a field is still there after a look at the JSON', () => {
  const wrong = { ...first, draft: { ...first.draft, size: 'much' } };
  const looked = shownAs(wrong, fields, 'json');
  expect(looked.text).toBe('{\n  "depth": 3\n}');
  expect(shownAs(looked, fields, 'form').draft).toEqual(wrong.draft);
});

test('arguments of an earlier call are taken as they were sent', () => {
  const inForm = taken(json('{'), fields, { path: 'a' });
  expect(inForm).toMatchObject({ view: 'form', isText: false, refusal: null });
  expect(readArguments(inForm, fields).value).toEqual({ path: 'a' });
  const asJson = taken(first, fields, { path: 'a', depth: { no: 1 } });
  expect(asJson.view).toBe('json');
  expect(readArguments(asJson, fields)).toEqual({ value: { path: 'a', depth: { no: 1 } }, problem: undefined });
});

test('a number that would be sent as another one is not sent', () => {
  expect(readArguments(json('{"path": "a", "id": 9007199254740993}'), fields)).toEqual({
    value: null,
    problem: '9007199254740993 would be sent as 9007199254740992',
  });
});
