import type { ServerTool } from '#shared/api/mcp-views.ts';
import { TOOL_EFFECTS, type ToolEffect } from '#shared/mcp/pin.ts';

/** Tools of one effect. */
export interface ToolGroup {
  readonly effect: ToolEffect;
  readonly tools: readonly ServerTool[];
}

/** The tools that a filter leaves, by effect; without empty groups. */
export function toolGroups(tools: readonly ServerTool[], filter: string): readonly ToolGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const left = tools.filter(({ name, title, description }) => {
    const text = `${name} ${title} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return TOOL_EFFECTS.map((effect) => ({ effect, tools: left.filter((tool) => tool.effect === effect) })).filter(
    (group) => group.tools.length > 0,
  );
}

/** The tools that are in sight, in their order on the screen. */
export function visibleTools(
  tools: readonly ServerTool[],
  filter: string,
  folded: ReadonlySet<ToolEffect>,
): readonly ServerTool[] {
  return toolGroups(tools, filter).flatMap((group) => (folded.has(group.effect) ? [] : group.tools));
}
