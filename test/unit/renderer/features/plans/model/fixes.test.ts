import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { fixFor } from '#renderer/features/plans/model/fixes.ts';

const PLAN = `pulser: 1
name: demo
inputs: { role: { type: string } }
steps:
  - id: one
    effect: read
    timeout: 5s
    do: { shell: 'true', env: { ROLE: "\${{ inputs.role }} a" } }
    verify:
      - file: { path: a }
  - id: two
    needs: [one]
    do: { shell: 'true' }
    verify: [{ shell: 'true' }]
`;

/** Breaks the plan, applies every certain fix of the real diagnostics, and returns the text. */
function mended(from: string, to: string): string | null {
  const text = PLAN.replace(from, to);
  expect(text).not.toBe(PLAN);
  const fixes = readPlan(text).diagnostics.flatMap((problem) => fixFor(problem, text) ?? []);
  if (fixes.length === 0) return null;
  return fixes
    .toSorted((a, b) => b.from - a.from)
    .reduce((result, fix) => result.slice(0, fix.from) + fix.insert + result.slice(fix.to), text);
}

describe('a certain fix', () => {
  it.each([
    ['effect: read', 'efect: read', 'an unknown key'],
    ['effect: read', 'effect: raed', 'a value that is not one of them'],
    ['needs: [one]', 'needs: [onee]', 'a step that does not exist'],
    ['inputs.role', 'inputs.rolle', 'a name in an expression'],
    ['timeout: 5s', 'timeout: 5 S', 'a duration in another form'],
    ["shell: 'true', env", "shel: 'true', env", 'a tool that is misspelled'],
  ])('mends %s written as %s: %s', (from, to) => {
    expect(mended(from, to)).toBe(PLAN);
  });

  it('keeps the quotes of a value', () => {
    expect(mended('effect: read', 'effect: "raed"')).toBe(PLAN.replace('effect: read', 'effect: "read"'));
  });

  it.each([
    ["verify: [{ shell: 'true' }]", 'verify: []'],
    ['effect: read', 'effect: whatever'],
    ['effect: read', 'somethingelse: read'],
    ['needs: [one]', 'needs: [two]'],
  ])('is not offered where a person must decide: %s as %s', (from, to) => {
    expect(mended(from, to)).toBeNull();
  });

  it('says what it will do', () => {
    const text = PLAN.replace('effect: read', 'effect: raed');
    const fix = readPlan(text).diagnostics.map((problem) => fixFor(problem, text))[0];
    expect(fix?.label).toBe('Replace with read');
  });
});
