import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { faults, stepPlan } from './reading.ts';

const PLAN = stepPlan('do: { shell: x }\nverify: [{ file: { path: x } }]');
const MIB = 1024 * 1024;

describe('the text of a plan', () => {
  it('must be UTF-8 without NUL and half surrogates', () => {
    const bytes = new TextEncoder().encode(PLAN.replace('shell: x', 'shell: xé'));
    expect(readPlan(bytes).diagnostics).toEqual([]);
    const at = bytes.indexOf(0xc3);
    expect(faults(Uint8Array.from(bytes, (byte, index) => (index === at + 1 ? 0x28 : byte)))).toEqual([
      '6:19 error plan.encoding',
    ]);
    expect(faults(Uint8Array.of(0xff))).toEqual(['1:1 error plan.encoding']);
    expect(faults('pulser: 1\nname: \0')).toEqual(['2:7 error plan.encoding']);
    expect(faults('name: a\ud800')).toEqual(['1:8 error plan.encoding']);
    expect(faults(PLAN.replace('shell: x', 'shell: "\\0"'))).toEqual(['6:18 error plan.encoding']);
    expect(faults(PLAN.replace('shell: x', 'shell: "\\ud800"'))).toEqual(['6:18 error plan.encoding']);
  });

  it('has at most 2 MiB', () => {
    const comment = `#${' '.repeat(2 * MIB - PLAN.length - 2)}\n`;
    expect(faults(comment + PLAN)).toEqual([]);
    expect(faults(`${comment} ${PLAN}`)).toEqual(['1:1 error plan.too-large']);
    expect(faults(new Uint8Array(2 * MIB + 1))).toEqual(['1:1 error plan.too-large']);
    expect(faults('é'.repeat(MIB + 1))).toEqual(['1:1 error plan.too-large']);
  });

  it('has something in it', () => {
    for (const empty of ['', '\n', '# nothing\n', '\uFEFF', 'null'])
      expect(faults(empty)).toEqual(['1:1 error plan.schema']);
    expect(faults('---\n')).toEqual(['1:4 error plan.schema']);
    expect(faults('- a')).toEqual(['1:1 error plan.schema']);
    expect(faults('just a text')).toEqual(['1:1 error plan.schema']);
  });
});

describe('YAML', () => {
  it('is reported where it is wrong', () => {
    expect(faults('pulser: 1\nname: a: b\n')).toEqual(['2:7 error yaml.syntax']);
    expect(faults('pulser: 1\nname: "a\n')).toEqual(['3:1 error yaml.syntax']);
    expect(faults('pulser: 1\n\tname: a\n')[0]).toBe('2:1 error yaml.syntax');
    expect(faults('a: [1, 2\nb: 3\n')[0]).toMatch(/^2:1 error yaml\.syntax/);
  });

  it('takes no tags', () => {
    for (const tag of [
      '!!js/function',
      '!!binary',
      '!ruby/object:Gem',
      '!!set',
      '!!timestamp',
      '!!python/object/apply:os.system',
      '!x',
    ]) {
      expect(faults(PLAN.replace('shell: x', `shell: ${tag} x`))).toEqual(['6:18 error yaml.tag']);
    }
    expect(faults(`%YAML 1.1\n---\n${PLAN.replace('shell: x', 'shell: yes')}`)).toEqual([]);
    expect(faults(PLAN.replace('shell: x', 'shell: !!str 5'))).toEqual([]);
  });

  it('has each key once, and no key that is not a name', () => {
    expect(faults(PLAN.replace('do:', 'do: { shell: y }\n    do:'))).toEqual(['7:5 error yaml.duplicate-key']);
    expect(readPlan(PLAN.replace('name: a', 'name: a\nname: b')).diagnostics[0]?.hint).toBe(
      'It stands at 2:1 already: keep one.',
    );
    expect(faults(`${PLAN}? [a]\n: b\n`)).toEqual(['8:3 error yaml.key']);
    expect(faults(`${PLAN}<<: { lane: A }\n`)).toEqual(['8:1 error yaml.key']);
    expect(faults(`${PLAN}__proto__: { lane: A }\n`)).toEqual(['8:1 error plan.unknown-key']);
    expect(faults(`${PLAN}constructor: 1\ntoString: 2\n`)).toEqual([
      '8:1 error plan.unknown-key constructor',
      '9:1 error plan.unknown-key toString',
    ]);
  });

  it('has one document', () => {
    expect(faults(`${PLAN}---\n${PLAN}`)).toEqual(['8:1 error yaml.multiple-documents']);
    expect(faults(`---\n${PLAN}...\n`)).toEqual([]);
  });

  it('has numbers that JSON can carry', () => {
    for (const number of ['12345678901234567890', '.inf', '-.inf', '.nan', '1e400', '1e21']) {
      expect(faults(PLAN.replace('shell: x', `http: { url: u, json: { n: ${number} } }`))).toEqual([
        '6:38 error plan.number',
      ]);
    }
  });

  it('has aliases that name something above, and not themselves', () => {
    expect(faults(`${PLAN}locks: *none\n`)[0]).toBe('8:8 error yaml.alias');
    expect(faults(`${PLAN}locks: &a [*a]\n`)[0]).toBe('8:12 error yaml.alias');
  });
});

describe('what could hang or overflow', () => {
  const bomb = (levels: number): string => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < levels; i += 1)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    return `${lines.join('\n')}\n`;
  };

  it.each<[string, string, string]>([
    ['an alias bomb', bomb(12), 'yaml.alias-bomb'],
    ['many small aliases', `${PLAN}x: &x [1]\ny: [${'*x,'.repeat(20_000)}]\n`, 'yaml.alias-bomb'],
    ['brackets', '['.repeat(2 * MIB), 'yaml.too-deep'],
    ['braces', '{a: '.repeat(MIB / 2), 'yaml.too-deep'],
    ['list marks on one line', '- '.repeat(MIB), 'yaml.too-deep'],
    ['key marks on one line', '? '.repeat(MIB), 'yaml.too-deep'],
    ['indentation', Array.from({ length: 1_500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'yaml.too-deep'],
    ['closing brackets', ']'.repeat(2 * MIB), 'yaml.syntax'],
    ['documents', `a: 1\n${'---\n'.repeat(1_000)}`, 'yaml.multiple-documents'],
    ['one bad line after another', '"a" "b"\n'.repeat(100_000), 'yaml.syntax'],
    ['an expression of minus signs', `${PLAN}    when: '${'-'.repeat(16_000)}a'\n`, 'expression.syntax'],
  ])('%s', (_what, source, code) => {
    const started = performance.now();
    const { diagnostics, plan } = readPlan(source);
    expect(plan).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(diagnostics.length).toBeLessThan(60);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it.each(['- ', '? ', '[', '{a: '])(
    'finds too many %j where the first too many stands, before anything is built',
    (mark) => {
      expect(faults(mark.repeat(1_000))).toEqual([`1:${64 * mark.length + 1} error yaml.too-deep`]);
    },
  );

  it('reads a plan of 2,000 steps in one go', () => {
    const steps = Array.from(
      { length: 2_000 },
      (_, i) => `  - { id: s${i}, do: { shell: x }, verify: [{ file: { path: x } }] }\n`,
    );
    const { plan, diagnostics } = readPlan(`pulser: 1\nname: a\nonFailure: stop\nsteps:\n${steps.join('')}`);
    expect(diagnostics).toEqual([]);
    expect(plan?.steps.at(-1)?.needs).toEqual(['s1998']);
  });
});
