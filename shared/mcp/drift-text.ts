import type { Json } from '../lib/json.ts';
import type { ServerDrift, ToolDifference } from './pin.ts';
import { revealed } from './revealed.ts';

/** Equal text that is shown on both sides of what differs in a long text, characters. */
const CONTEXT = 40;
/** Texts that are shown whole, characters. */
const SHORT = 160;

/** How a server differs from what was approved, line by line; nothing that differs is left out, or hidden by how it is drawn. */
export function driftLines({ added, removed, changed, duplicates }: ServerDrift): readonly string[] {
  return [
    ...duplicates.map((name) => `tool ${quoted(name)} is offered more than once`),
    ...added.map((name) => `tool ${quoted(name)} is new`),
    ...removed.map((name) => `tool ${quoted(name)} is gone`),
    ...changed.flatMap(({ tool, differences }) => [
      `tool ${quoted(tool)} changed`,
      ...differences.flatMap((difference) => differenceLines(difference).map((line) => `  ${line}`)),
    ]),
  ];
}

function differenceLines({ pointer, approved, offered }: ToolDifference): readonly string[] {
  const [before, now] =
    typeof approved === 'string' && typeof offered === 'string'
      ? closeUp(approved, offered)
      : [approved, offered].map(whole);
  return [
    pointer === '' ? '(all of it)' : quoted(pointer).slice(1, -1),
    ...(before === undefined ? [] : [`  - ${before}`]),
    ...(now === undefined ? [] : [`  + ${now}`]),
  ];
}

function whole(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : revealed(JSON.stringify(value));
}

/** Two texts without most of what they begin and end with alike. */
function closeUp(before: string, now: string): readonly [string, string] {
  if (Math.max(before.length, now.length) <= SHORT) return [quoted(before), quoted(now)];
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
  const from = start <= CONTEXT ? 0 : start - CONTEXT;
  const left = end <= CONTEXT ? 0 : end - CONTEXT;
  const part = (text: string): string =>
    `${from === 0 ? '' : '… '}${quoted(text.slice(from, text.length - left))}${left === 0 ? '' : ' …'}`;
  return [part(before), part(now)];
}

function quoted(text: string): string {
  return revealed(JSON.stringify(text));
}
