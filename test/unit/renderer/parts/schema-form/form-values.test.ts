import { describe, expect, test } from 'vitest';
import { draftCarried, draftOf, draftOfValues, readForm } from '#renderer/parts/schema-form/form-values.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

const definitions = {
  name: { type: 'string' },
  port: { type: 'integer', default: 8080 },
  ratio: { type: 'number' },
  loud: { type: 'boolean', default: false },
  mode: { type: 'string', enum: ['rolling', 'all'] },
  hosts: { type: 'array', items: { type: 'string' } },
  server: { type: 'object', properties: { url: { type: 'string' }, note: { type: 'string' } }, required: ['url'] },
  free: { type: 'object' },
} as const satisfies Record<string, InputDefinition>;

describe('a form', () => {
  test('begins with the given values, else the defaults', () => {
    expect(draftOf(definitions, { name: 'db', mode: 'all', hosts: ['a'] })).toEqual({
      name: 'db',
      port: '8080',
      ratio: undefined,
      loud: false,
      mode: '"all"',
      hosts: ['a'],
      server: { url: undefined, note: undefined },
      free: undefined,
    });
  });

  test('reads what was typed as the declared types', () => {
    const { values, problems } = readForm(definitions, {
      name: 'db',
      port: ' 443 ',
      ratio: '-1.5e3',
      loud: true,
      mode: '"rolling"',
      hosts: ['a', 'b'],
      server: { url: 'http://x' },
      free: '{"any": [1]}',
    });
    expect([...problems]).toEqual([]);
    expect(values).toEqual({
      name: 'db',
      port: 443,
      ratio: -1500,
      loud: true,
      mode: 'rolling',
      hosts: ['a', 'b'],
      server: { url: 'http://x' },
      free: { any: [1] },
    });
  });

  test('says at each field what is missing or no value of its type', () => {
    const { problems } = readForm(definitions, {
      name: '',
      port: '1.5',
      ratio: 'much',
      hosts: ['a', undefined],
      server: {},
      free: '{',
    });
    expect(Object.fromEntries(problems)).toEqual({
      name: 'Needs a value',
      port: '1.5 is no whole number',
      ratio: '"much" is no number',
      loud: 'Needs a value',
      mode: 'Needs a value',
      'hosts.1': 'Needs a value',
      'server.url': 'Needs a value',
      free: 'Is no JSON object',
    });
  });

  test('an empty text is a value where the definition has a default', () => {
    const optional = { note: { type: 'string', default: 'x' } } as const;
    expect(readForm(optional, { note: '' }).values).toEqual({ note: '' });
  });

  test('what it begins with it reads back', () => {
    const given = {
      name: 'n',
      port: 1,
      ratio: 0.5,
      loud: true,
      mode: 'all',
      hosts: [],
      server: { url: 'u', note: 'm' },
      free: {},
    };
    expect(readForm(definitions, draftOf(definitions, given)).values).toEqual(given);
  });

  test('what need not be there is not there while nothing was filled in', () => {
    const required = new Set(['name']);
    const only = { name: 'n' };
    expect(readForm(definitions, draftOfValues(definitions, only), required)).toEqual({
      values: only,
      problems: new Map(),
    });
    const untouched = { name: 'n', server: { url: '', note: undefined } };
    expect(readForm(definitions, untouched, required).values).toEqual(only);
    const begun = readForm(definitions, { name: 'n', server: { url: '', note: 'm' } }, required);
    expect([...begun.problems]).toEqual([['server.url', 'Needs a value']]);
  });

  test('a value that is none of the choices is not taken for one', () => {
    expect(draftOfValues(definitions, { mode: 'some' })).toMatchObject({ mode: undefined });
  });
});

test('what was typed goes on into another version of the form, where the field is still of the same kind', () => {
  const before = {
    host: { type: 'string', default: 'db1' },
    port: { type: 'integer', default: 80 },
    mode: { type: 'string', enum: ['a', 'b'] },
  } as const satisfies Record<string, InputDefinition>;
  const after = {
    host: { type: 'string', title: 'Host name', default: 'db2' },
    port: { type: 'integer', default: 443 },
    mode: { type: 'string', enum: ['c'] },
  } as const satisfies Record<string, InputDefinition>;
  const typed = { definitions: before, draft: { ...draftOf(before, { mode: 'b' }), host: 'mine' } };
  expect(draftCarried(after, draftOf(after), typed)).toEqual({ host: 'mine', port: '443', mode: undefined });
});
