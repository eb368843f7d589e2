import { create } from 'zustand';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { openQuestion, settleQuestions } from '#renderer/parts/server-question/open-questions.ts';
import type { CallResultView } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { refreshServers } from '../refresh-servers.ts';

export interface CallOrder {
  readonly name: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly confirmed: boolean;
  readonly confirmText: string | null;
}

/** The last call of a tool that was made on this page, while it goes on and after. */
export interface ToolCall {
  readonly status: 'running' | 'returned' | 'failed' | 'canceled';
  readonly order: CallOrder;
  /** What the server told meanwhile, the newest last. */
  readonly lines: readonly string[];
  readonly result: CallResultView | null;
  readonly error: ClientError | null;
  /** ms UTC. */
  readonly startedAt: number;
}

const MOST_LINES = 200;

interface ToolCalls {
  readonly calls: ReadonlyMap<string, ToolCall>;
}

const useCalls = create<ToolCalls>(() => ({ calls: new Map() }));
const running = new Map<string, AbortController>();

/** The last call of a tool; it goes on while another tool is looked at. */
export function useToolCall(name: string, tool: string): ToolCall | undefined {
  return useCalls(({ calls }) => calls.get(keyOf(name, tool)));
}

/** Calls a tool, and keeps what becomes of it. */
export async function callTool(order: CallOrder): Promise<void> {
  const { name, tool } = order;
  const key = keyOf(name, tool);
  if (running.has(key)) return;
  const stop = new AbortController();
  running.set(key, stop);
  set(key, {
    status: 'running',
    order,
    lines: [],
    result: null,
    error: null,
    startedAt: Date.now(),
  });
  let callId = '';
  try {
    for await (const event of await client.mcp.call(order, { signal: stop.signal })) {
      switch (event.kind) {
        case 'started':
          ({ callId } = event);
          break;
        case 'line':
          change(key, (call) => ({ lines: [...call.lines, event.text].slice(-MOST_LINES) }));
          break;
        case 'question': {
          const { questionId, question } = event;
          openQuestion({ server: name, tool, callId, questionId, question });
          break;
        }
        case 'settled':
          settleQuestions(({ questionId }) => questionId === event.questionId);
          break;
        case 'done':
          change(key, () => ({ status: 'returned', result: event.result }));
      }
    }
    change(key, (call) => (call.status === 'running' ? { status: 'canceled' } : {}));
  } catch (thrown) {
    const isCanceled = stop.signal.aborted;
    change(key, () => (isCanceled ? { status: 'canceled' } : { status: 'failed', error: toClientError(thrown) }));
  } finally {
    running.delete(key);
    settleQuestions((open) => open.callId === callId);
    await refreshServers();
  }
}

/** Gives a call up; the server is told. */
export function cancelCall(name: string, tool: string): void {
  running.get(keyOf(name, tool))?.abort();
}

function keyOf(name: string, tool: string): string {
  return `${name} ${tool}`;
}

function set(key: string, call: ToolCall): void {
  useCalls.setState(({ calls }) => ({ calls: new Map(calls).set(key, call) }));
}

function change(key: string, part: (call: ToolCall) => Partial<ToolCall>): void {
  const call = useCalls.getState().calls.get(key);
  if (call !== undefined) set(key, { ...call, ...part(call) });
}
