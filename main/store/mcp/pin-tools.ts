import { jsonDigest } from '#main/kernel/hash.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { PinnedTool } from '#shared/mcp/pin.ts';

/**
 * The tools of an offer as they are pinned. What was judged of an unchanged tool stays; of a changed one only what is
 * stricter than the beginning. Throws AppError `mcp.duplicate-tool`, and `mcp.tool-object` for what cannot be pinned.
 */
export function pinTools(
  server: string,
  offered: readonly JsonObject[],
  before: readonly PinnedTool[],
): readonly PinnedTool[] {
  const known = new Map(before.map((tool) => [tool.name, tool]));
  const names = new Set<string>();
  return offered.map((tool, index) => {
    const name = toolName(server, tool, index);
    if (names.has(name)) {
      throw new AppError('mcp.duplicate-tool', `${server} offers more than one tool named ${JSON.stringify(name)}`, {
        hint: 'nobody could tell which of them is called: ask the maker of the server',
        details: { server, tool: name },
      });
    }
    names.add(name);
    const digest = digestOf(server, name, tool);
    const earlier = known.get(name);
    if (earlier?.digest === digest) return { ...earlier, tool };
    return {
      name,
      digest,
      tool,
      permission: earlier?.permission === 'deny' ? 'deny' : 'ask',
      effect: earlier?.effect === 'irreversible' ? 'irreversible' : 'write',
    };
  });
}

function toolName(server: string, tool: JsonObject, index: number): string {
  if (typeof tool.name === 'string' && tool.name !== '') return tool.name;
  throw new AppError('mcp.tool-object', `tool ${index + 1} of ${server} has no name`, {
    hint: 'it breaks the protocol: ask the maker of the server',
    details: { server, index },
  });
}

function digestOf(server: string, name: string, tool: JsonObject): PinnedTool['digest'] {
  try {
    return jsonDigest(tool);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `the tool ${JSON.stringify(name)} of ${server} cannot be pinned: ${error.message}`;
    throw new AppError('mcp.tool-object', message, {
      hint: 'its description holds what JSON cannot carry exactly: ask the maker of the server',
      details: { server, tool: name },
    });
  }
}
