import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import type { ServerDrift, ToolDifference } from '#shared/mcp/pin.ts';

/** Differences that are told of one tool; a reader sees from these that it is another one. */
const MOST_DIFFERENCES = 100;

/** How the tools that are offered differ from those that were approved. */
export function offerDrift(approved: readonly JsonObject[], offered: readonly JsonObject[]): ServerDrift {
  const before = byName(approved);
  const after = byName(offered);
  const changed = [...after].flatMap(([name, tool]) => {
    const known = before.get(name);
    const differences = known === undefined ? [] : differencesOf(known, tool);
    return differences.length === 0 ? [] : [{ tool: name, differences: differences.slice(0, MOST_DIFFERENCES) }];
  });
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed,
    duplicates: duplicatesOf(offered),
  };
}

function byName(tools: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  return new Map(tools.map((tool) => [nameOf(tool), tool]));
}

function nameOf(tool: JsonObject): string {
  return typeof tool['name'] === 'string' ? tool['name'] : '';
}

function duplicatesOf(tools: readonly JsonObject[]): readonly string[] {
  const names = tools.map(nameOf);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].sort();
}

function differencesOf(approved: Json | undefined, offered: Json | undefined, pointer = ''): readonly ToolDifference[] {
  if (Array.isArray(approved) && Array.isArray(offered)) {
    return indexes(Math.max(approved.length, offered.length)).flatMap((at) =>
      differencesOf(approved[at] as Json | undefined, offered[at] as Json | undefined, `${pointer}/${at}`),
    );
  }
  if (isJsonObject(approved) && isJsonObject(offered)) {
    const keys = [...new Set([...Object.keys(approved), ...Object.keys(offered)])].sort();
    return keys.flatMap((key) => differencesOf(own(approved, key), own(offered, key), `${pointer}/${escaped(key)}`));
  }
  return approved === offered ? [] : [{ pointer, approved, offered }];
}

function indexes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
