import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { isoTime } from '../format/statements.ts';
import { isWithheld } from '../format/withheld.ts';

const LONGEST = 2000;

/** A value as people read it. Long ones are cut: the record has all of them. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  const visible = withoutCommitments(value);
  const text = typeof visible === 'string' ? visible : canonicalJson(visible);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (cut; record.json has all of it)` : text;
}

/** A commitment says nothing to people: the record has it. */
function withoutCommitments(value: unknown): unknown {
  if (isWithheld(value)) return '(withheld)';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutCommitments);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutCommitments(member)]));
}

/** The members of an object as `name = value`; `undefined` for anything that has none. */
export function shownMembers(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isWithheld(value)) return undefined;
  const members = membersOf(value);
  return members.length === 0 ? undefined : members.map(([name, member]) => `${name} = ${shown(member)}`);
}

/** Names and values, in one order: that of a stored event is not that of its canonical form. */
export function membersOf<T>(value: Readonly<Record<string, T>> | object): readonly (readonly [string, T])[] {
  return Object.entries(value as Readonly<Record<string, T>>).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** UTC, to the second. */
export function shownTime(ms: number | null): string {
  return ms === null
    ? ''
    : isoTime(ms)
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}

/** `2m 48s`, as the product writes run times. */
export function shownDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
