import type { Tool } from '#main/engine/ports/tool.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ToolKind } from '#shared/pulser/tool-call.ts';

/** The tools of a process, by the kind of call they perform. */
export interface ToolRegistry {
  readonly tools: readonly Tool[];
  /** Throws `tool.not-available` for a kind that nobody registered. */
  get(kind: ToolKind): Tool;
}

/** Throws `tool.duplicate` when two tools claim one kind. */
export function toolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byKind = new Map<ToolKind, Tool>();
  for (const tool of tools) {
    if (byKind.has(tool.kind)) throw new AppError('tool.duplicate', `two tools perform ${tool.kind} calls`);
    byKind.set(tool.kind, tool);
  }
  return {
    tools: [...tools],
    get(kind) {
      const tool = byKind.get(kind);
      if (tool === undefined) throw new AppError('tool.not-available', `${kind} calls are not available here`);
      return tool;
    },
  };
}
