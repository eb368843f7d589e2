import { Blocks, Database, FileText, Globe, type LucideIcon, Plug, SquareTerminal, UserRound } from 'lucide-react';
import type { ToolKind } from '#shared/pulser/tool-call.ts';

const ICONS: Readonly<Record<ToolKind, LucideIcon>> = {
  shell: SquareTerminal,
  http: Globe,
  sql: Database,
  file: FileText,
  mcp: Plug,
  human: UserRound,
  skill: Blocks,
};

interface ToolIconProps {
  /** `null`: the step only reads. */
  readonly tool: ToolKind | null;
  readonly size?: number;
}

/** The kind of tool that a step acts through. */
export function ToolIcon({ tool, size = 14 }: ToolIconProps) {
  const Icon = ICONS[tool ?? 'file'];
  return <Icon size={size} aria-hidden />;
}
