import { isJsonObject, type Json } from '#shared/lib/json.ts';
import type { plan } from '#shared/pulser/plan.ts';
import { keysAt } from '#shared/pulser/schema-keys.ts';
import { closest, type PlanPath, type Problem } from './problem.ts';

type Issue = NonNullable<ReturnType<typeof plan.safeParse>['error']>['issues'][number];
type IssueOf<C extends Issue['code']> = Extract<Issue, { code: C }>;

/** What the schema has against a plan. */
export function schemaProblems(issues: readonly Issue[], value: Json): readonly Problem[] {
  return issues.flatMap((issue) => {
    if (isExplained(issue, issues)) return [];
    return problemsOf(
      issue,
      issue.path.filter((part) => typeof part !== 'symbol'),
      value,
    );
  });
}

function problemsOf(issue: Issue, path: PlanPath, root: Json): readonly Problem[] {
  const error = (message: string, hint: string, more: Partial<Problem> = {}): Problem => ({
    severity: 'error',
    code: 'plan.schema',
    message,
    path,
    hint,
    ...more,
  });
  const found = valueAt(root, path);
  if (isVerify(path) && (found === undefined || found === null || issue.code === 'too_small')) {
    return [
      error(
        'a step without a check does not load',
        'Add verify: [ … ] with a check that reads the world, such as { file: … }.',
        {
          code: 'plan.no-verifier',
        },
      ),
    ];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path));
    case 'invalid_union':
      return unionProblems(issue, path, root);
    case 'invalid_key': {
      const reason = issue.issues[0]?.message ?? 'is no valid name';
      return [error(`${last(path)} ${reason}`, 'Rename it, with _ where a dash or a space stands.', { at: 'key' })];
    }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      const near = typeof found === 'string' ? closest(found, issue.values.map(String)) : undefined;
      const hint = near === undefined ? `Write one of: ${values}.` : `Did you mean ${near}?`;
      if (found === undefined) return [error(`${last(path)} is missing`, `Add ${last(path)}: ${values}.`)];
      return [error(issue.values.length === 1 ? `must be ${values}` : `must be one of ${values}`, hint)];
    }
    case 'invalid_type': {
      const wanted = TYPES[issue.expected] ?? issue.expected;
      if (found === undefined) return [error(`${last(path)} is missing`, `Add ${last(path)}: ${wanted}.`)];
      if (found === null) return [error(`${last(path)} is empty`, `Write ${wanted} after it, or remove it.`)];
      return [error(`must be ${wanted}, not ${typeName(found)}`, typeHint(issue.expected, path, found))];
    }
    case 'too_small':
    case 'too_big':
      return [error(sizeMessage(issue), 'Change it to fit.')];
    case 'custom':
      return [error(issue.message, customHint(issue.message))];
    default:
      return [error(issue.message, formHint(issue.message, found))];
  }
}

/** `needs exactly one kind` says nothing more when the one kind is there, misspelled. */
function isExplained(issue: Issue, issues: readonly Issue[]): boolean {
  if (issue.code !== 'custom') return false;
  const kinds: unknown = issue.params?.oneOf;
  if (!Array.isArray(kinds)) return false;
  return issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      other.path.join('\n') === issue.path.join('\n') &&
      other.keys.some((key) => closest(key, kinds as string[]) !== undefined),
  );
}

function unknownKey(key: string, path: PlanPath): Problem {
  const known = keysAt(path);
  const near = closest(key, known);
  return {
    severity: 'error',
    code: 'plan.unknown-key',
    message: `unknown key ${key}`,
    path: [...path, key],
    at: 'key',
    hint: near === undefined ? `Known keys here: ${known.join(', ')}.` : `Did you mean ${near}?`,
  };
}

/** The problems of the branch that was meant: the one that takes a value of this type. */
function unionProblems(issue: IssueOf<'invalid_union'>, path: PlanPath, root: Json): readonly Problem[] {
  if (issue.errors.length === 0) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    const found = valueAt(root, path);
    const near = typeof found === 'string' ? closest(found, options) : undefined;
    const message = found === undefined ? `${last(path)} is missing` : `must be one of ${options.join(', ')}`;
    const hint = near === undefined ? `Write one of: ${options.join(', ')}.` : `Did you mean ${near}?`;
    return [{ severity: 'error', code: 'plan.schema', message, path, hint }];
  }
  const fitting = issue.errors.filter((branch) => !branch.some((one) => isWrongType(one)));
  const meant = fitting.toSorted((a, b) => a.length - b.length)[0];
  if (meant !== undefined) {
    return meant.flatMap((one) =>
      problemsOf(one, [...path, ...one.path.filter((part) => typeof part !== 'symbol')], root),
    );
  }
  const wanted = [...new Set(issue.errors.flatMap((branch) => branch.filter(isWrongType).map(wantedBy)))].join(' or ');
  const found = valueAt(root, path) ?? null;
  const message = found === null ? `${last(path)} is empty` : `must be ${wanted}, not ${typeName(found)}`;
  return [{ severity: 'error', code: 'plan.schema', message, path, hint: `Write ${wanted}.` }];
}

function isWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function wantedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  return issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : 'another value';
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeName(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return TYPES[typeof value] ?? typeof value;
}

function typeHint(expected: string, path: PlanPath, found: Json): string {
  if (expected === 'string' && typeof found !== 'object') return `Quote it: "${String(found)}".`;
  if (expected === 'array') return `Write it as a list: ${last(path)}: [ … ].`;
  if (expected === 'int') return 'Write a whole number without quotes.';
  return `Write ${TYPES[expected] ?? expected}.`;
}

function sizeMessage(issue: IssueOf<'too_small' | 'too_big'>): string {
  const isCount = issue.origin === 'array' || issue.origin === 'string';
  const unit = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
  if (issue.code === 'too_small') {
    if (issue.minimum === 1 && isCount) return 'must not be empty';
    return `must ${isCount ? 'have' : 'be'} at least ${issue.minimum}${unit}`;
  }
  return `must ${isCount ? 'have' : 'be'} at most ${issue.maximum}${unit}`;
}

/** For a text of the wrong form: the right one where it can be told. */
function formHint(message: string, found: Json | undefined): string {
  const text = typeof found === 'string' ? found : '';
  if (message.startsWith('must be kebab-case')) {
    const kebab = text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    return kebab === '' ? 'Write such as rotate-role.' : `Write ${kebab}.`;
  }
  if (message.startsWith('must be a duration')) {
    const near = /^\s*(\d+)\s*(ms|[smhd])/i.exec(text);
    return near === null ? 'Write such as 30s.' : `Write ${near[1]}${near[2]?.toLowerCase()}.`;
  }
  return 'Write it in that form.';
}

function customHint(message: string): string {
  if (message.startsWith('needs exactly one'))
    return 'Keep one of them, and put others into steps or checks of their own.';
  if (message.startsWith('has no effect') || message.startsWith('has no place')) return 'Remove it.';
  if (message.startsWith('does not belong')) return 'Remove it, or choose the operation that takes it.';
  return 'Change the plan so that this holds.';
}

function isVerify(path: PlanPath): boolean {
  return path.length === 3 && path[0] === 'steps' && path[2] === 'verify';
}

function last(path: PlanPath): string {
  const name = path.findLast((part) => typeof part === 'string');
  return name === undefined ? 'the plan' : name;
}

/** The value at a path; `undefined` when nothing stands there. */
function valueAt(root: Json, path: PlanPath): Json | undefined {
  let value: Json | undefined = root;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === 'number') value = value[part];
    else if (isJsonObject(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}
