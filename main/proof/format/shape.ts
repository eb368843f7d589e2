import { isWithheld } from './withheld.ts';

/** Says where a value does not have its form, `undefined` when it has. Members that are not named are let through. */
export type Shape = (value: unknown, path: string) => string | undefined;

const scalar =
  (name: string, test: (value: unknown) => boolean): Shape =>
  (value, path) =>
    test(value) ? undefined : `${path || 'it'} is not ${name}`;

export const anything: Shape = scalar('a value', (value) => value !== undefined);
export const text: Shape = scalar('a text', (value) => typeof value === 'string');
export const flag: Shape = scalar('true or false', (value) => typeof value === 'boolean');
export const count: Shape = scalar('a whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const time: Shape = scalar(
  'a time',
  (value) => Number.isSafeInteger(value) && Math.abs(value as number) <= 8_640_000_000_000_000,
);
export const digest: Shape = scalar(
  'a digest',
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
);
/** A text that may have been withheld on export. */
export const words: Shape = scalar('a text', (value) => typeof value === 'string' || isWithheld(value));

export function oneOf(...values: readonly (string | number | boolean)[]): Shape {
  return scalar(`one of ${values.join(', ')}`, (value) => values.some((candidate) => candidate === value));
}

export function nullOr(shape: Shape): Shape {
  return (value, path) => (value === null ? undefined : shape(value, path));
}

export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function listOf(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path || 'it'} is not a list`;
    for (const [index, item] of value.entries()) {
      const problem = shape(item, `${path}/${index}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function mapOf(shape: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return `${path || 'it'} is not an object`;
    for (const [key, member] of Object.entries(value)) {
      const problem = shape(member, `${path}/${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function object(members: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(members);
  return (value, path) => {
    if (!isObject(value)) return `${path || 'it'} is not an object`;
    for (const [key, shape] of entries) {
      const problem = shape(Object.hasOwn(value, key) ? value[key] : undefined, `${path}/${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
