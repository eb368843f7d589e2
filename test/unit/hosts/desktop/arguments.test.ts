import { describe, expect, it } from 'vitest';
import { readArguments, readLink } from '#main/hosts/desktop/arguments.ts';
import { isExternalLink } from '#main/hosts/desktop/external-links.ts';
import { isAppUrl } from '#main/hosts/desktop/origin.ts';
import { readSecondStart } from '#main/hosts/desktop/second-start.ts';

const absolute = (path: string): string => `/here/${path}`;

describe('readArguments', () => {
  it('takes the data folder, links and bundles; notes what means nothing', () => {
    const read = readArguments(
      ['.', '--no-sandbox', '--data-dir=data', 'opsroom://run/R-12', 'a.opsproof.zip', 'opsroom://run/../x', 'b.zip'],
      absolute,
    );
    expect(read).toEqual({
      dataDir: '/here/data',
      requests: [
        { kind: 'run', reference: 'R-12' },
        { kind: 'bundle', path: '/here/a.opsproof.zip' },
      ],
      ignored: ['.', 'opsroom://run/../x', 'b.zip'],
    });
    expect(readArguments(['--data-dir', 'x'], absolute).dataDir).toBe('/here/x');
    expect(readArguments(['--data-dir='], absolute).dataDir).toBeUndefined();
  });
});

describe('readLink', () => {
  it.each([
    ['opsroom://run/R-1', 'R-1'],
    ['opsroom://run/r-42/', 'R-42'],
    ['OPSROOM://run/01A207C4-EEB8-732B-BF01-E6D12446C32D', '01a207c4-eeb8-732b-bf01-e6d12446c32d'],
  ])('%s', (text, reference) => {
    expect(readLink(text)).toEqual({ kind: 'run', reference });
  });

  it.each([
    'opsroom://run/',
    'opsroom://run/R-0',
    'opsroom://run/R-1?x=1',
    'opsroom://run/R-1#x',
    'opsroom://run/R-1/cancel',
    'opsroom://run/%2e%2e',
    'opsroom://delete/R-1',
    'opsroom:run/R-1',
    'https://run/R-1',
    ' opsroom://run/R-1',
    `opsroom://run/R-1${'0'.repeat(5_000)}`,
  ])('%s means nothing', (text) => {
    expect(readLink(text)).toBeUndefined();
  });
});

it('15: only https and mailto links leave the app', () => {
  const allowed = [
    'https://example.com/',
    'https://example.com:8443/a?b#c',
    'mailto:a@example.com',
    'HTTPS://EXAMPLE.com',
  ];
  const refused = [
    'http://example.com/',
    'file:///etc/passwd',
    'smb://server/share',
    '\\\\server\\share',
    'https:\\\\example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'ms-msdt:/id',
    'vscode://x',
    'opsroom://run/R-1',
    'app://opsroom/',
    'https://a@evil.example/',
    'https://a:b@evil.example/',
    'https://',
    'https://example.com/\nx',
    ' https://example.com/\u0000',
    'example.com',
    '',
    `https://example.com/${'x'.repeat(3_000)}`,
  ];
  expect(allowed.filter((url) => !isExternalLink(url))).toEqual([]);
  expect(refused.filter((url) => isExternalLink(url))).toEqual([]);
});

it('knows its own addresses', () => {
  expect(['app://opsroom', 'app://opsroom/', 'app://opsroom/#/runs'].every((url) => isAppUrl(url))).toBe(true);
  expect(
    ['app://opsroom.evil/', 'app://opsroomx', 'https://app://opsroom/', 'app:opsroom'].some((url) => isAppUrl(url)),
  ).toBe(false);
});

it('takes from a second start only what a start can ask', () => {
  const run = { kind: 'run', reference: 'R-1' };
  const bundle = { kind: 'bundle', path: '/a.opsproof.zip' };
  expect(
    readSecondStart({ requests: [run, bundle, null, 5, {}, { kind: 'run', reference: '../x' }, { kind: 'bundle' }] }),
  ).toEqual([run, bundle]);
  expect([null, undefined, 5, {}, { requests: 'x' }].map((value) => readSecondStart(value))).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});
