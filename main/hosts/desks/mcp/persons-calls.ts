import { randomUUID } from 'node:crypto';
import type { PersonsCall } from '#main/api/ports/mcp-desk.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpAnswer, McpQuestion, McpServerStore } from '#main/engine/ports/mcp.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { McpHub } from '#main/tools/mcp/hub-types.ts';
import type { CallEvent, ServerQuestion } from '#shared/api/mcp-views.ts';
import { AppError, type ErrorData, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { PinnedTool } from '#shared/mcp/pin.ts';
import { resultRecord, resultView } from './content-view.ts';
import { EventQueue } from './event-queue.ts';
import { maskedError } from './masked-error.ts';

export interface PersonsCallParts {
  readonly servers: McpServerStore;
  readonly hub: Pick<McpHub, 'call'>;
  readonly mask: Mask;
  readonly clock: Clock;
  readonly actor: string;
}

interface OpenCall {
  readonly questions: Map<string, (answer: McpAnswer) => void>;
}

/** Calls that people make: judged before, recorded after, their questions answered in between. */
export class PersonsCalls {
  readonly #parts: PersonsCallParts;
  readonly #open = new Map<string, OpenCall>();

  constructor(parts: PersonsCallParts) {
    this.#parts = parts;
  }

  async *call(request: PersonsCall, signal: AbortSignal): AsyncGenerator<CallEvent, void, void> {
    this.#judge(request);
    const callId = randomUUID();
    const events = new EventQueue<CallEvent>();
    const open: OpenCall = { questions: new Map() };
    const stop = new AbortController();
    this.#open.set(callId, open);
    events.push({ kind: 'started', callId });
    void this.#perform(request, open, events, AbortSignal.any([signal, stop.signal]));
    try {
      yield* events.values(signal);
    } finally {
      stop.abort();
      this.#open.delete(callId);
    }
  }

  answer(callId: string, questionId: string, answer: McpAnswer): void {
    const settle = this.#open.get(callId)?.questions.get(questionId);
    if (settle === undefined) {
      throw new AppError('mcp.no-question', 'the server does not ask that any more', {
        hint: 'look at what became of the call',
      });
    }
    settle(answer);
  }

  async #perform(request: PersonsCall, open: OpenCall, events: EventQueue<CallEvent>, signal: AbortSignal) {
    const { hub, mask, clock, servers, actor } = this.#parts;
    const { name, tool } = request;
    const at = clock.now();
    const began = clock.monotonic();
    const record = (outcome: Pick<Parameters<McpServerStore['recordCall']>[0], 'isError' | 'error' | 'result'>) => {
      const durationMs = Math.round(clock.monotonic() - began);
      const { id } = servers.recordCall({
        server: name,
        tool,
        arguments: mask.json(request.arguments),
        ...outcome,
        actor,
        at,
        durationMs,
      });
      return { record: id, durationMs };
    };
    try {
      const result = await hub.call({
        server: name,
        tool,
        arguments: request.arguments,
        signal,
        onLine: (line) => events.push({ kind: 'line', text: mask.text(line) }),
        ask: (question, over) => this.#ask(open, events, question, over),
      });
      const kept = record({ isError: result.isError, error: null, result: resultRecord(result, mask) });
      events.push({ kind: 'done', result: { ...resultView(result, mask), ...kept, at } });
      events.end();
    } catch (error) {
      try {
        record({ isError: true, error: errorData(error, signal, mask), result: null });
        events.end(maskedError(error, mask));
      } catch (fault) {
        events.end(fault);
      }
    }
  }

  #ask(open: OpenCall, events: EventQueue<CallEvent>, asked: McpQuestion, over: AbortSignal): Promise<McpAnswer> {
    const questionId = randomUUID();
    return new Promise((resolve) => {
      const settle = (answer: McpAnswer): void => {
        if (!open.questions.delete(questionId)) return;
        over.removeEventListener('abort', onOver);
        events.push({ kind: 'settled', questionId });
        resolve(answer);
      };
      const onOver = (): void => settle({ action: 'cancel' });
      open.questions.set(questionId, settle);
      over.addEventListener('abort', onOver, { once: true });
      events.push({ kind: 'question', questionId, question: shown(asked, this.#parts.mask) });
      if (over.aborted) onOver();
    });
  }

  /** Throws what keeps a person from calling it; a page's own word is not enough. */
  #judge({ name, tool, confirmed, confirmText }: PersonsCall): void {
    const pinned = this.#pinned(name, tool);
    if (pinned.permission === 'deny') {
      throw new AppError('mcp.denied', `${tool} of ${name} is denied`, { hint: 'change its permission first' });
    }
    if (pinned.effect === 'irreversible' && confirmText !== tool) {
      throw new AppError('mcp.confirm-text', `${tool} cannot be undone, and its name was not typed`, {
        hint: 'type the name of the tool to call it',
      });
    }
    if (pinned.permission === 'ask' && !confirmed) {
      throw new AppError('mcp.ask', `${tool} of ${name} asks before it is called`, { hint: 'confirm the call' });
    }
  }

  #pinned(name: string, tool: string): PinnedTool {
    const server = this.#parts.servers.get(name);
    if (server === undefined) throw new AppError('mcp.unknown-server', `there is no MCP server ${name}`);
    const pinned = server.pins?.tools.find((candidate) => candidate.name === tool);
    if (pinned !== undefined) return pinned;
    throw new AppError('mcp.unknown-tool', `${name} has no approved tool ${JSON.stringify(tool)}`, {
      hint: 'look at its tools again',
    });
  }
}

function shown(question: McpQuestion, mask: Mask): ServerQuestion {
  const message = mask.text(question.message);
  if (question.kind === 'url') return { kind: 'url', message, url: question.url };
  return { kind: 'form', message, fields: question.fields, required: question.required };
}

function errorData(error: unknown, signal: AbortSignal, mask: Mask): ErrorData {
  const code = signal.aborted ? 'mcp.canceled' : (errorCode(error) ?? 'internal.fault');
  const message = signal.aborted ? 'the call was canceled' : mask.text(errorMessage(error));
  const hint = error instanceof AppError ? error.hint : undefined;
  return { code, message, ...(hint === undefined || signal.aborted ? {} : { hint }) };
}
