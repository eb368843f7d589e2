import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatPlan } from '#renderer/features/plans/model/format-plan.ts';

const SAMPLES = new URL('../../../../../../resources/samples/', import.meta.url);

it('keeps comments, order and values, and says the same a second time', () => {
  const text = [
    '# Why it is there',
    'pulser:   1',
    'steps:',
    '    - id: first   # of two',
    '      do: {shell: "echo ${{ inputs.word }}"}',
    '      verify: [ { exit: 0 } ]',
    '',
    '',
    '    - id: second',
    '',
  ].join('\n');
  const formatted = formatPlan(text);
  expect(formatted).toBe(
    [
      '# Why it is there',
      'pulser: 1',
      'steps:',
      '  - id: first # of two',
      '    do: { shell: "echo ${{ inputs.word }}" }',
      '    verify: [{ exit: 0 }]',
      '',
      '  - id: second',
      '',
    ].join('\n'),
  );
  expect(formatPlan(formatted ?? '')).toBe(formatted);
});

it('makes a block of what took several lines', () => {
  expect(formatPlan('do:\n  { shell: ls,\n    cwd: "/" }\n')).toBe('do:\n  shell: ls\n  cwd: "/"\n');
});

it('changes no value of the samples', () => {
  for (const name of readdirSync(SAMPLES).filter((file) => file.endsWith('.yaml'))) {
    const text = readFileSync(new URL(name, SAMPLES), 'utf8');
    expect(parse(formatPlan(text) ?? '')).toEqual(parse(text));
  }
});

it('leaves what is no YAML', () => {
  expect(formatPlan('steps: [')).toBeNull();
  expect(formatPlan('')).toBeNull();
});
