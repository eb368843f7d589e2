import type { Command } from 'commander';
import type { McpCallResult } from '#main/engine/ports/mcp.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { driftLines } from '#shared/mcp/drift-text.ts';
import type { PinnedTool, ServerDrift } from '#shared/mcp/pin.ts';
import { revealed, revealedLine } from '#shared/mcp/revealed.ts';
import type { ControlRoom } from '../../compose.ts';
import { resultRecord } from '../../desks/mcp/content-view.ts';
import { collect } from '../command-line.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { sizeText } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import { errorData } from '../report-error.ts';
import { askServerQuestion } from './ask-question.ts';
import { askWord, askYes } from './ask-yes.ts';
import { callArguments } from './call-arguments.ts';
import { requireServer, stoppable } from './own-servers.ts';

interface CallOptions {
  readonly arg?: readonly string[];
  readonly arguments?: string;
  readonly yes?: boolean;
  readonly confirm?: string;
}

export function registerCall(mcp: Command, accept: Accept): void {
  mcp
    .command('call')
    .description('call a pinned tool, and keep a record of it')
    .argument('<name>', 'server')
    .argument('<tool>', 'tool')
    .option('--arg <name=value>', 'an argument, read as its type says (repeatable)', collect)
    .option('--arguments <json>', 'the arguments as one JSON object; - for standard input')
    .option('--yes', 'do not ask where the permission is ask')
    .option('--confirm <tool>', 'the name of the tool, for one that cannot be undone')
    .action((name: string, tool: string, options: CallOptions) =>
      accept((invocation) => call(invocation, name, tool, options)),
    );
}

async function call(invocation: Invocation, name: string, tool: string, options: CallOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const pinned = pinnedTool(room, name, tool);
  const values = await callArguments(invocation.io, pinned.tool, options);
  if (!(await isAgreed(invocation, name, pinned, values, options))) {
    throw new AppError('mcp.ask', `${tool} of ${name} was not called`, { hint: 'nobody agreed to it' });
  }
  const { clock } = room.services;
  const mask = room.knownSecrets;
  const at = clock.now();
  const began = clock.monotonic();
  const record = (outcome: Pick<Parameters<typeof room.store.mcp.recordCall>[0], 'isError' | 'error' | 'result'>) =>
    room.store.mcp.recordCall({
      server: name,
      tool,
      arguments: mask.json(values),
      ...outcome,
      actor: room.actor.name,
      at,
      durationMs: Math.round(clock.monotonic() - began),
    });
  let result: McpCallResult;
  try {
    const hub = await room.mcp.hub();
    result = await stoppable((signal) =>
      hub.call({
        server: name,
        tool,
        arguments: values,
        signal,
        onLine: (line) => invocation.say(revealedLine(mask.text(line))),
        ...(invocation.io.canAsk ? { ask: (question, over) => askServerQuestion(invocation, question, over) } : {}),
      }),
    );
  } catch (error) {
    const { code, message } = errorData(error);
    record({ isError: true, error: { code: errorCode(error) ?? code, message: mask.text(message) }, result: null });
    const drift = (error instanceof AppError ? error.details?.['drift'] : undefined) as ServerDrift | undefined;
    if (drift !== undefined && !invocation.json) for (const line of driftLines(drift)) invocation.say(line);
    throw error;
  }
  const kept = record({ isError: result.isError, error: null, result: resultRecord(result, mask) });
  const { durationMs } = kept;
  const shown = resultRecord(result, mask);
  invocation.print({ server: name, tool, isError: result.isError, ...shown, durationMs }, () =>
    resultText(result, mask),
  );
  if (result.isError) invocation.say(`${invocation.io.errPaint('red', 'failed')}: ${name} says that the call failed`);
  return result.isError ? EXIT.failed : EXIT.ok;
}

function pinnedTool(room: ControlRoom, name: string, tool: string): PinnedTool {
  const { pins } = requireServer(room, name);
  if (pins === null) {
    throw new AppError('mcp.not-pinned', `the tools of ${name} are not pinned yet`, {
      hint: `opsroom mcp approve ${name}`,
    });
  }
  const pinned = pins.tools.find((one) => one.name === tool);
  if (pinned === undefined) {
    throw new AppError('mcp.unknown-tool', `${name} has no pinned tool ${tool}`, {
      hint: `tools: ${pins.tools.map((one) => revealedLine(one.name)).join(', ')}`,
    });
  }
  if (pinned.permission !== 'deny') return pinned;
  throw new AppError('mcp.denied', `${tool} of ${name} may not be called`, {
    hint: `to change that: opsroom mcp rule ${name} ${tool} --ask`,
  });
}

async function isAgreed(
  invocation: Invocation,
  name: string,
  { name: tool, permission, effect }: PinnedTool,
  values: JsonObject,
  { yes, confirm }: CallOptions,
): Promise<boolean> {
  if (permission === 'allow') return true;
  invocation.say(`${revealedLine(tool)} of ${name}, effect ${effect}, with:`);
  for (const line of JSON.stringify(values, null, 2).split('\n')) invocation.say(`  ${revealed(line)}`);
  if (effect !== 'irreversible') return askYes(invocation, 'call it', yes === true);
  if (confirm !== undefined) return confirm === tool;
  return askWord(invocation, 'it cannot be undone', tool, `--confirm ${tool}`);
}

function resultText({ content, structured }: McpCallResult, mask: ControlRoom['knownSecrets']): string {
  const lines = content.map((part) => {
    switch (part.type) {
      case 'text':
        return mask.text(part.text);
      case 'resource':
        return `${mask.text(part.uri)}\n${mask.text(part.text)}`;
      case 'link':
        return `${mask.text(part.name)}  ${mask.text(part.uri)}`;
      case 'binary':
        return `${mask.text(part.name)}  ${part.mimeType}, ${sizeText(part.data.length)}`;
    }
  });
  const shown = lines.length > 0 || structured === null ? lines : [JSON.stringify(mask.json(structured), null, 2)];
  return shown.map((text) => `${revealed(text)}\n`).join('');
}
