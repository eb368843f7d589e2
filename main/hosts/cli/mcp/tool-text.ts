import type { PlanRule } from '#main/engine/ports/mcp.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import type { PinnedTool } from '#shared/mcp/pin.ts';
import { revealed, revealedLine } from '#shared/mcp/revealed.ts';
import { table } from '../format/table.ts';

/** Pinned tools with what may be done with them. */
export function toolTable(tools: readonly PinnedTool[], rules: readonly PlanRule[], width: number | undefined): string {
  if (tools.length === 0) return 'it offers no tools\n';
  return table(
    tools,
    [
      { title: 'TOOL', value: ({ name }) => revealedLine(name) },
      { title: 'PERMISSION', value: (tool) => permissionText(tool, rules) },
      { title: 'EFFECT', value: ({ effect }) => effect },
      { title: 'DESCRIPTION', value: ({ tool }) => firstLine(tool) },
    ],
    width,
  );
}

function permissionText({ name, permission }: PinnedTool, rules: readonly PlanRule[]): string {
  const own = rules.filter((rule) => rule.tool === name).map((rule) => `${rule.permission} in ${rule.plan}`);
  return [permission, ...own].join(', ');
}

/** The first line of what a tool says about itself, with nothing in it that does not show. */
export function firstLine(tool: JsonObject): string {
  const text = typeof tool['description'] === 'string' ? tool['description'] : '';
  return revealed((text.split('\n')[0] ?? '').replaceAll('\t', ' '));
}

/** The name of a tool as it is offered, on one line. */
export function toolName(tool: JsonObject): string {
  return typeof tool['name'] === 'string' ? revealedLine(tool['name']) : '(no name)';
}

/** All that a tool says about itself: whole, and with nothing in it that does not show. */
export function toolLines(tool: JsonObject): readonly string[] {
  const { name: _, title, description, inputSchema, outputSchema, annotations, ...others } = tool;
  const section = (heading: string, value: unknown): readonly string[] =>
    value === undefined ? [] : ['', heading, ...jsonLines(value).map((line) => `  ${line}`)];
  return [
    `${toolName(tool)}${typeof title === 'string' ? `  ${revealedLine(title)}` : ''}`,
    ...(typeof description === 'string'
      ? [
          '',
          ...revealed(description)
            .split('\n')
            .map((line) => `  ${line}`),
        ]
      : []),
    ...section('input', inputSchema),
    ...section('output', outputSchema),
    ...(isJsonObject(annotations) ? section('what the server says of it (nothing depends on this)', annotations) : []),
    ...(Object.keys(others).length === 0 ? [] : section('more', others)),
  ];
}

function jsonLines(value: unknown): readonly string[] {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => revealed(line));
}
