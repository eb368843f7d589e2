import type { ServerTool } from '#shared/api/mcp-views.ts';
import { TOOL_EFFECTS, type ToolEffect } from '#shared/mcp/pin.ts';

/** Tools of one effect. */
export interface ToolGroup {
  readonly effect: ToolEffect;
  readonly tools: readonly ServerTool[];
}

/** How a list of tools stands: what it is narrowed to, which groups are folded, and which of them show all they have. */
export interface ListView {
  readonly filter: string;
  readonly folded: ReadonlySet<ToolEffect>;
  readonly whole: ReadonlySet<ToolEffect>;
}

/** Tools of a group that show at first. */
const AT_FIRST = 100;

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

/** Those of a group that are in sight. */
export function shownTools({ effect, tools }: ToolGroup, { folded, whole }: ListView): readonly ServerTool[] {
  if (folded.has(effect)) return [];
  return whole.has(effect) ? tools : tools.slice(0, AT_FIRST);
}

/** The tools that are in sight, in their order on the screen. */
export function visibleTools(tools: readonly ServerTool[], view: ListView): readonly ServerTool[] {
  return toolGroups(tools, view.filter).flatMap((group) => shownTools(group, view));
}
