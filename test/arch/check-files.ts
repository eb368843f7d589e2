import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { checkForm } from './check-form.ts';
import { type ImportFound, readSource } from './read-source.ts';
import type { Rules, Zone } from './rules.ts';

/** One breach of the rules. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** Checks files (path from the root of the repository -> text) against the rules. Reads nothing else. */
export function checkFiles(files: ReadonlyMap<string, string>, rules: Rules): readonly Violation[] {
  return [...files].flatMap(([file, text]) => checkFile(file, text, files, rules));
}

/** `file:line rule message`. */
export function formatViolation(violation: Violation): string {
  return `${violation.file}:${violation.line} ${violation.rule}: ${violation.message}`;
}

function checkFile(file: string, text: string, files: ReadonlyMap<string, string>, rules: Rules): readonly Violation[] {
  const violations: Violation[] = [];
  const report = (rule: string, offset: number, message: string): void => {
    violations.push({ file, line: text.slice(0, offset).split('\n').length, rule, message });
  };
  const facts = readSource(file, text);
  for (const message of facts.syntaxErrors) report('syntax', 0, message);
  const zone = zoneOf(file, rules);
  if (zone === undefined) report('zone', 0, 'stands in no folder that the table knows');
  for (const found of facts.imports) {
    if (zone === undefined) break;
    const breach = importBreach(file, found, zone, rules);
    if (breach !== undefined) report(breach.rule, found.offset, breach.message);
  }
  const pure = rules.pure.some((folder) => isWithin(file, folder));
  for (const { name, offset } of facts.globals) {
    const allowed = rules.globals[name];
    if (allowed !== undefined && !allowed.some((folder) => isWithin(file, folder))) {
      report('global', offset, `${name} belongs in ${allowed.join(', ')}`);
    }
    if (pure && rules.impureGlobals.some((banned) => banned === name || name.startsWith(`${banned}.`))) {
      report('pure', offset, `${name} has no place in a pure folder`);
    }
  }
  checkForm({ file, text, facts, files, rules, report });
  return violations;
}

function importBreach(
  file: string,
  found: ImportFound,
  zone: PlacedZone,
  rules: Rules,
): { readonly rule: string; readonly message: string } | undefined {
  const { specifier } = found;
  if (specifier === undefined) {
    return isWithin(file, 'test')
      ? undefined
      : { rule: 'import-literal', message: 'imports a module that is computed' };
  }
  if (isBuiltin(specifier)) return builtinBreach(file, specifier, zone, rules);
  const target = resolveInside(file, specifier);
  if (target === undefined) {
    const name = packageName(specifier);
    const allowed = rules.packages[name];
    if (allowed?.some((folder) => isWithin(file, folder)) === true) return undefined;
    const where = allowed === undefined ? 'no part may import it' : `belongs in ${allowed.join(', ')}`;
    return { rule: 'package', message: `${name}: ${where}` };
  }
  if (isWithin(target, zone.home)) {
    // The zone of a file within may be narrower: main/tools/http is not main/tools.
    const targetZone = zoneOf(target, rules);
    if (targetZone === undefined || targetZone.home === zone.home) return undefined;
  }
  if (zone.imports.some((folder) => isWithin(target, folder))) return undefined;
  if (found.typeOnly && zone.types?.some((folder) => isWithin(target, folder)) === true) return undefined;
  return { rule: 'table', message: `${zone.home} may not import ${target}` };
}

function builtinBreach(file: string, specifier: string, zone: PlacedZone, rules: Rules) {
  const name = specifier.replace(/^node:/, '');
  if (!zone.node) return { rule: 'builtin', message: `${zone.home} may not import ${specifier}` };
  if (!specifier.startsWith('node:')) return { rule: 'builtin', message: `write node:${name}` };
  const allowed = rules.builtins[name];
  if (allowed === undefined || allowed.some((folder) => isWithin(file, folder))) return undefined;
  return { rule: 'builtin', message: `${specifier} belongs in ${allowed.join(', ')}` };
}

/** A zone with the folder that it stands for: `main/tools/http` for `main/tools/*`. */
type PlacedZone = Zone & { readonly home: string };

function zoneOf(file: string, rules: Rules): PlacedZone | undefined {
  let best: PlacedZone | undefined;
  for (const zone of rules.zones) {
    const home = zoneHome(file, zone.folder);
    if (home !== undefined && (best === undefined || home.length > best.home.length)) best = { ...zone, home };
  }
  return best;
}

function zoneHome(file: string, folder: string): string | undefined {
  if (!folder.endsWith('/*')) return isWithin(file, folder) ? folder : undefined;
  const parent = folder.slice(0, -1);
  if (!file.startsWith(parent)) return undefined;
  const [name, ...rest] = file.slice(parent.length).split('/');
  return rest.length > 0 ? parent + name : undefined;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The path of a file of this repository; undefined for a package. */
function resolveInside(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return posix.normalize(specifier.slice(1));
  if (specifier.startsWith('.') || specifier.startsWith('/')) return posix.join(posix.dirname(file), specifier);
  return undefined;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
