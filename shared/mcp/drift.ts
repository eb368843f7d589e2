import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import type { ServerDrift, ServerPins, ToolDifference } from './pin.ts';

/** Differences that are told of one tool; whoever looks sees from these that it is another one. */
const MOST_DIFFERENCES = 100;

/** How what a server offers differs from what was approved: compared as JSON, so the order of tools and members is nothing. */
export function serverDrift(pins: Pick<ServerPins, 'tools'>, offered: readonly JsonObject[]): ServerDrift {
  const approved = new Map(pins.tools.map((pinned) => [pinned.name, pinned.tool]));
  const found = new Map<string, JsonObject[]>();
  for (const [index, tool] of offered.entries()) {
    const name =
      typeof tool.name === 'string' && tool.name !== '' ? tool.name : `(tool ${index + 1}, which has no name)`;
    found.set(name, [...(found.get(name) ?? []), tool]);
  }
  return {
    added: [...found.keys()].filter((name) => !approved.has(name)),
    removed: [...approved.keys()].filter((name) => !found.has(name)),
    changed: [...approved].flatMap(([tool, before]) => {
      const differences = (found.get(tool) ?? []).flatMap((now) => jsonDifferences(before, now));
      return differences.length === 0 ? [] : [{ tool, differences: differences.slice(0, MOST_DIFFERENCES) }];
    }),
    duplicates: [...found].filter(([, tools]) => tools.length > 1).map(([name]) => name),
  };
}

/** True when what is offered is what was approved. */
export function isSteady(drift: ServerDrift): boolean {
  return [drift.added, drift.removed, drift.changed, drift.duplicates].every((list) => list.length === 0);
}

/** Every place where two JSON values differ, by JSON Pointer (RFC 6901); members by name, items by place. */
export function jsonDifferences(approved: Json, offered: Json, pointer = ''): readonly ToolDifference[] {
  if (Array.isArray(approved) && Array.isArray(offered)) {
    const length = Math.max(approved.length, offered.length);
    return Array.from({ length }, (_, index) => `${index}`).flatMap((index) =>
      memberDifferences(approved[Number(index)], offered[Number(index)], `${pointer}/${index}`),
    );
  }
  if (isJsonObject(approved) && isJsonObject(offered)) {
    const names = [...new Set([...Object.keys(approved), ...Object.keys(offered)])];
    return names.flatMap((name) => {
      const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return memberDifferences(own(approved, name), own(offered, name), place);
    });
  }
  return approved === offered ? [] : [{ pointer, approved, offered }];
}

function memberDifferences(
  approved: Json | undefined,
  offered: Json | undefined,
  pointer: string,
): readonly ToolDifference[] {
  if (approved === undefined && offered === undefined) return [];
  if (approved === undefined || offered === undefined) return [{ pointer, approved, offered }];
  return jsonDifferences(approved, offered, pointer);
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
