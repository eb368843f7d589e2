import { FILE_OPERATIONS, type ToolCall, toolKind } from '#shared/pulser/tool-call.ts';

/** What a call would do, one line each; as the plan has it, so secrets and values stand as names. */
export function callLines(call: ToolCall): readonly string[] {
  switch (toolKind(call)) {
    case 'shell':
      return linesOf(call.shell?.run ?? '');
    case 'http':
      return [`${call.http?.method ?? 'GET'} ${call.http?.url ?? ''}`, ...linesOf(call.http?.body ?? '')];
    case 'sql':
      return [...(call.sql?.query === undefined ? [] : [call.sql.query]), ...(call.sql?.statements ?? [])].flatMap(
        linesOf,
      );
    case 'file':
      return [fileLine(call.file ?? {})];
    case 'mcp':
      return [`${call.mcp?.server ?? ''} ${call.mcp?.tool ?? ''} ${JSON.stringify(call.mcp?.arguments ?? {})}`];
    case 'human':
      return linesOf(call.human?.ask ?? '');
    case 'skill':
      return [`${call.skill?.use ?? ''} ${JSON.stringify(call.skill?.with ?? {})}`];
  }
}

function fileLine(
  file: Readonly<Partial<Record<(typeof FILE_OPERATIONS)[number] | 'to', string | undefined>>>,
): string {
  const operation = FILE_OPERATIONS.find((each) => file[each] !== undefined);
  if (operation === undefined) return 'file';
  return `${operation} ${file[operation]}${file.to === undefined ? '' : ` to ${file.to}`}`;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
