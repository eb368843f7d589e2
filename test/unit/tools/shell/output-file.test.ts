import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTPUT_FILE_LIMIT, parseOutputs, readOutputFile } from '#main/tools/shell/output-file.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const parse = (text: string) => parseOutputs(Buffer.from(text));

describe('outputs that an act writes', () => {
  it.each([
    ['', {}],
    ['a=1\n', { a: '1' }],
    ['a=1\r\nb=2', { a: '1', b: '2' }],
    ['a=\n', { a: '' }],
    ['a=x=y<<z\n', { a: 'x=y<<z' }],
    ['a=1\n\n\na=2\n', { a: '2' }],
    ['a=  spaced  \n', { a: '  spaced  ' }],
    ['a<<EOF\none\n\nb=2\nEOF\nc=3\n', { a: 'one\n\nb=2', c: '3' }],
    ['a<<EOF\nEOF\n', { a: '' }],
    ['a<<X=Y\nbody\nX=Y\n', { a: 'body' }],
    ['naïve=1'.replace('ï', 'i'), { naive: '1' }],
  ])('reads %j', (text, outputs) => {
    expect(parse(text)).toEqual({ ok: true, value: outputs });
  });

  it.each([
    ['ok=1\njust words\n', 2],
    ['ok=1\n\n9a=1\n', 3],
    ['=1\n', 1],
    ['a b=1\n', 1],
    ['a<<\nx\n', 1],
    ['x=1\na<<EOF\nx\n', 2],
  ])('names the line of %j', (text, line) => {
    const read = parse(text);
    expect(read).toMatchObject({ ok: false, error: { code: 'tool.output-format', details: { line } } });
    expect(read.ok ? '' : read.error.message).toContain(`line ${line} `);
  });

  it('never quotes a line, which may hold a secret', () => {
    expect(JSON.stringify(parse('hunter2-hunter2\n'))).not.toContain('hunter2');
  });

  it('refuses what is not UTF-8', () => {
    expect(parseOutputs(Buffer.from([0x61, 0x3d, 0xff]))).toMatchObject({ ok: false });
  });
});

describe('the file of the outputs', () => {
  it('may be as long as the limit and no longer', () => {
    const file = join(tempFolder(), 'output');
    writeFileSync(file, `a=${'x'.repeat(OUTPUT_FILE_LIMIT - 2)}`);
    expect(readOutputFile(file).ok).toBe(true);
    writeFileSync(file, `a=${'x'.repeat(OUTPUT_FILE_LIMIT - 1)}`);
    expect(readOutputFile(file)).toMatchObject({ ok: false, error: { code: 'tool.output-format' } });
  });

  it('holds nothing when the act removed it, and is refused when the act put something else there', () => {
    const folder = tempFolder();
    expect(readOutputFile(join(folder, 'gone'))).toEqual({ ok: true, value: {} });
    mkdirSync(join(folder, 'folder'));
    expect(readOutputFile(join(folder, 'folder')).ok).toBe(false);
    writeFileSync(join(folder, 'elsewhere'), 'a=1');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'));
    expect(readOutputFile(join(folder, 'link')).ok).toBe(false);
  });
});
