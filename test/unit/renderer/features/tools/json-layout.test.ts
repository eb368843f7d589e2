import { expect, test } from 'vitest';
import { changedNumber, jsonLayout } from '#renderer/features/tools/model/json-layout.ts';

test('a JSON text is laid out like a value is', () => {
  const values = [
    {},
    [],
    [[], {}],
    { a: [], b: {}, c: [1, -2.5e-7, { d: null }], 'e"\\{': 'x, [y]: {z}', f: [true, false] },
    ['', '\\', '"', 'a\nb\u200b'],
  ];
  for (const value of values) {
    const whole = JSON.stringify(value, null, 2);
    for (const text of [whole, JSON.stringify(value), ` ${JSON.stringify(value, null, '\t')}\n`]) {
      expect(jsonLayout(text)).toBe(whole);
    }
  }
});

test('numbers stand as they were written, and members as often', () => {
  expect(jsonLayout('{"id":9007199254740993,"x":1.0,"y":[1e999,-0],"y":2}')).toBe(
    '{\n  "id": 9007199254740993,\n  "x": 1.0,\n  "y": [\n    1e999,\n    -0\n  ],\n  "y": 2\n}',
  );
  expect(jsonLayout('["\\u00e9"]')).toBe('[\n  "é"\n]');
});

test('what is no JSON object or list is not laid out', () => {
  for (const text of ['', '12', '"text"', '[1] and more', '{"a":', '{a: 1}']) expect(jsonLayout(text)).toBeNull();
});

test('a number that is read as another one is found', () => {
  expect(
    changedNumber('{"a":[1,-2.50,1e3,0.1,1.0,0,-0.0,12e-3,0.30000000000000004,9007199254740992,1e21]}'),
  ).toBeUndefined();
  expect(changedNumber('{"9007199254740993":"9007199254740993","id":9007199254740993}')).toBe('9007199254740993');
  expect(changedNumber('[1e999]')).toBe('1e999');
  expect(changedNumber('[1e-999]')).toBe('1e-999');
});
