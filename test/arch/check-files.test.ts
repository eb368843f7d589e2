import { describe, expect, it } from 'vitest';
import { checkFiles, formatViolation } from './check-files.ts';
import { RULES } from './rules.ts';

// In two parts, for this file is checked as well.
const MISSPELT = ['cancel', 'led'].join('');

/** Rules that a file with this text breaks, as `line rule`. */
function breaches(file: string, text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const files = new Map([[file, text], ...Object.entries(others)]);
  return checkFiles(files, RULES)
    .filter((violation) => violation.file === file)
    .map((violation) => `${violation.line} ${violation.rule}`);
}

describe('the import table', () => {
  it.each([
    ['shared/run/run.ts', "import { sha256 } from '#main/kernel/hash.ts';"],
    ['shared/run/run.ts', "import { sha256 } from '../../main/kernel/hash.ts';"],
    ['shared/run/run.ts', "export type A = import('#main/engine/ports/store.ts').Store;"],
    ['main/kernel/clock.ts', "import { decide } from '#main/engine/decide.ts';"],
    ['main/engine/decide.ts', "import { sha256 } from '../kernel/hash.ts';"],
    ['main/engine/decide.ts', "import type { Clock } from '#main/kernel/clock.ts';"],
    ['main/compiler/read.ts', "import { systemClock } from '#main/kernel/clock.ts';"],
    ['main/compiler/read.ts', "import { decide } from '#main/engine/decide.ts';"],
    ['main/expressions/eval.ts', "import { decide } from '#main/engine/decide.ts';"],
    ['main/store/runs.ts', "import { decide } from '#main/engine/decide.ts';"],
    ['main/store/runs.ts', "import { run } from '#main/tools/sql/run.ts';"],
    ['main/tools/http/request.ts', "import { run } from '../shell/run.ts';"],
    ['main/tools/http/request.ts', "import { toolFor } from '../registry.ts';"],
    ['main/tools/http/request.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/verifiers/sql.ts', "import { run } from '#main/tools/sql/run.ts';"],
    ['main/secrets/vault.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/proof/verify/bundle.ts', "import { sign } from '../sign/sign.ts';"],
    ['main/proof/record/write.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/runtime/execute.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/runtime/execute.ts', "const { run } = await import('#main/tools/shell/run.ts');"],
    ['main/api/runs.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/hosts/cli/opsroom.ts', "import { ManualClock } from '#test/helpers/manual-clock.ts';"],
    ['main/store/runs.ts', "const worker = new URL('../tools/sql/sqlite-worker.ts', import.meta.url);"],
    ['preload/bridge.ts', "import { run } from '#shared/run/run.ts';"],
    ['renderer/features/run/list.tsx', "import { plan } from '../plans/plan.ts';"],
    ['renderer/ui/button.tsx', "import { run } from '#shared/run/run.ts';"],
  ])('%s may not: %s', (file, text) => {
    expect(breaches(file, text)).toEqual(['1 table']);
  });

  it.each([
    ['shared/run/run.ts', "import { plan } from '../pulser/plan.ts';"],
    ['main/engine/decide.ts', "import { evaluate } from '#main/expressions/evaluate.ts';"],
    ['main/compiler/read.ts', "import { sha256 } from '#main/kernel/hash.ts';"],
    ['main/compiler/read.ts', "import type { RunState } from '#main/engine/state.ts';"],
    ['main/compiler/read.ts', "import { type RunState } from '#main/engine/state.ts';"],
    ['main/store/runs.ts', "import type { Store } from '#main/engine/ports/store.ts';"],
    ['main/tools/registry.ts', "import { httpTool } from './http/http-tool.ts';"],
    ['main/tools/http/http-tool.ts', "import { send } from './send.ts';"],
    ['main/verifiers/output.ts', "import { evaluate } from '#main/expressions/evaluate.ts';"],
    ['main/proof/record/write.ts', "import { check } from '../verify/check.ts';"],
    ['main/hosts/cli/opsroom.ts', "import { openStore } from '#main/store/open.ts';"],
    ['main/store/open.ts', "const root = new URL('../..', import.meta.url);"],
    ['test/helpers/world.ts', "import { openStore } from '#main/store/open.ts';"],
  ])('%s may: %s', (file, text) => {
    expect(breaches(file, text)).toEqual([]);
  });

  it('knows every folder, or says so', () => {
    expect(breaches('main/plugins/load.ts', '')).toEqual(['1 zone']);
    expect(breaches('main/open.ts', '')).toEqual(['1 zone']);
  });

  it('wants a module named where it is imported', () => {
    expect(breaches('main/tools/registry.ts', 'export const load = (file: string) => import(file);')).toEqual([
      '1 import-literal',
    ]);
  });

  it('names file, line and both sides', () => {
    const files = new Map([['main/engine/decide.ts', "\nimport '#main/store/open.ts';\n"]]);
    expect(checkFiles(files, RULES).map(formatViolation)).toEqual([
      'main/engine/decide.ts:2 table: main/engine may not import main/store/open.ts',
    ]);
  });
});

describe('packages', () => {
  it.each([
    ['main/hosts/server/start.ts', "import { app } from 'electron';"],
    ['main/tools/http/run.ts', "import { spawn } from 'node-pty';"],
    ['main/runtime/execute.ts', "import Database from 'better-sqlite3';"],
    ['main/store/open.ts', "import type { Client } from 'pg';"],
    ['main/kernel/fetch.ts', "import { request } from 'undici';"],
    ['main/engine/decide.ts', "import { parse } from '@marcbachmann/cel-js';"],
    ['main/verifiers/match.ts', "import { RE2JS } from 're2js';"],
    ['main/hosts/cli/opsroom.ts', "import { parse } from 'yaml';"],
    ['main/runtime/inputs.ts', "import { Ajv2020 } from 'ajv/dist/2020.js';"],
    ['main/tools/shell/run.ts', "import { Client } from '@modelcontextprotocol/sdk/client/index.js';"],
    ['main/hosts/server/start.ts', "import { Command } from 'commander';"],
    ['main/store/key.ts', "import { Entry } from '@napi-rs/keyring';"],
    ['main/store/open.ts', "import { pino } from 'pino';"],
    ['main/compiler/read.ts', "import { z } from 'zod';"],
    ['shared/lib/pick.ts', "import { pick } from 'lodash';"],
    ['main/store/open.ts', "const load = require('lodash');"],
    ['main/store/open.ts', "import lodash = require('lodash');"],
  ])('%s may not: %s', (file, text) => {
    expect(breaches(file, text)).toEqual(['1 package']);
  });

  it.each([
    ['shared/pulser/plan.ts', "import { z } from 'zod';"],
    ['main/tools/sql/postgres.ts', "import { Client } from 'pg';"],
    ['main/compiler/inputs.ts', "import { Ajv2020 } from 'ajv/dist/2020.js';"],
  ])('%s may: %s', (file, text) => {
    expect(breaches(file, text)).toEqual([]);
  });
});

describe('modules of Node', () => {
  it.each([
    ['shared/lib/digest.ts', "import { createHash } from 'node:crypto';"],
    ['main/engine/decide.ts', "import { join } from 'node:path';"],
    ['main/compiler/read.ts', "import type { Stats } from 'node:fs';"],
    ['main/expressions/evaluate.ts', "import 'fs/promises';"],
    ['main/store/open.ts', "import { join } from 'path';"],
    ['main/store/open.ts', "import { env } from 'node:process';"],
    ['main/hosts/server/start.ts', "import { log } from 'node:console';"],
  ])('%s may not: %s', (file, text) => {
    expect(breaches(file, text)).toEqual(['1 builtin']);
  });

  it('are open to the rest', () => {
    expect(breaches('main/store/open.ts', "import { join } from 'node:path';")).toEqual([]);
  });
});

describe('globals', () => {
  it.each([
    "export const home = process.env['HOME'];",
    'export const { env } = process;',
    "export const home = process['env'];",
    'export const home = globalThis.process.env;',
  ])('process.env stays in the hosts: %s', (text) => {
    expect(breaches('main/runtime/home.ts', text)).toEqual(['1 global']);
    expect(breaches('main/hosts/server/home.ts', text)).toEqual([]);
  });

  it('console stays in the command line', () => {
    expect(breaches('main/hosts/server/start.ts', "console.log('x');")).toEqual(['1 global']);
    expect(breaches('main/hosts/cli/opsroom.ts', "console.log('x');")).toEqual([]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    "process.kill(1, 'SIGKILL')",
    'crypto.randomUUID()',
    'setTimeout(() => {}, 1)',
    "globalThis['setTimeout'](() => {}, 1)",
    "fetch('https://example.org')",
    'Buffer.alloc(1)',
    '[1].map(Math.random)',
  ])('pure folders have no %s', (expression) => {
    for (const folder of RULES.pure) {
      expect(new Set(breaches(`${folder}/some-file.ts`, `export const x = ${expression};`))).toEqual(
        new Set(['1 pure']),
      );
    }
    expect(breaches('main/runtime/some-file.ts', `export const x = ${expression};`)).toEqual([]);
  });

  it.each([
    'export const x = new Date(0).toISOString();',
    'export const x = Date.UTC(2026, 0, 1);',
    'export interface Step { readonly process: string; setTimeout(): void }',
    'export const x = { process: 1, crypto: 2 }.process;',
    'export const x = (performance: number): number => performance + 1;',
    'export function f({ process }: { process: number }): number { return process; }',
    'export type Moment = Date;',
  ])('pure folders may: %s', (text) => {
    expect(breaches('main/engine/some-file.ts', text)).toEqual([]);
  });
});

describe('form', () => {
  it.each([
    ['default-export', 'export default 1;'],
    ['default-export', 'const x = 1; export { x as default };'],
    ['re-export', "export * from './other.ts';"],
    ['re-export', "export type { A } from './other.ts';"],
    ['re-export', "import { a } from './other.ts'; export { a };"],
    ['enum', "export enum Lane { A = 'A' }"],
    ['enum', 'export const enum Lane { A }'],
    ['empty-word', 'export class RunManager {}'],
    ['empty-word', 'export interface StringUtils {}'],
    ['spelling', `export const status = '${MISSPELT}';`],
  ])('%s: %s', (rule, text) => {
    expect(breaches('shared/lib/some-file.ts', text)).toEqual([`1 ${rule}`]);
  });

  it.each(['shared/lib/someFile.ts', 'shared/Lib/file.ts', 'shared/lib/some_file.ts', 'main/kernel/load.cjs'])(
    'file-name: %s',
    (file) => {
      expect(breaches(file, '')).toEqual(['1 file-name']);
    },
  );

  it('index: index.ts, save at a public edge, which may re-export', () => {
    const text = "export { verify } from './verify.ts';";
    const file = 'main/proof/verify/index.ts';
    expect(breaches(file, text)).toEqual(['1 index', '1 re-export']);
    expect(checkFiles(new Map([[file, text]]), { ...RULES, publicEdges: [file] })).toEqual([]);
  });

  it('size: more than 400 lines', () => {
    expect(breaches('shared/lib/long.ts', '//\n'.repeat(400))).toEqual([]);
    expect(breaches('shared/lib/long.ts', '//\n'.repeat(401))).toEqual(['402 size']);
  });

  it('syntax: a file that does not parse', () => {
    expect(breaches('shared/lib/broken.ts', 'export const = 1;')).toEqual(['1 syntax']);
  });

  it('mirror: a test in a folder that no source has', () => {
    const source = { 'main/store/open.ts': '' };
    expect(breaches('test/unit/storage/open.test.ts', '', source)).toEqual(['1 mirror']);
    expect(breaches('test/unit/store/open.test.ts', '', source)).toEqual([]);
    expect(breaches('test/integration/main/store/open.test.ts', '', source)).toEqual([]);
  });
});
