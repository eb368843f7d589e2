import {
  type CreateMessageRequest,
  type CreateMessageResult,
  type ElicitRequest,
  type ElicitRequestFormParams,
  type ElicitRequestURLParams,
  type ElicitResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/client';
import type { McpAnswer, McpQuestion } from '#main/engine/ports/mcp.ts';
import type { Json } from '#shared/lib/json.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import { formFields } from './form-fields.ts';
import { schemaCheck } from './schema-check.ts';
import { isWebAddress } from './web-address.ts';

/** How often a form is given back to a person because its values do not fit. */
const FORM_ROUNDS = 3;
/** Addresses that are remembered as done. */
const MOST_DONE = 1_000;
/** The code for what a person refused. */
const REJECTED = -1;

/** What a server asks in the middle of calls, put to the person who may answer. Nobody there: its question is canceled. */
export class Questions {
  readonly #server: string;
  readonly #calls: CallsInFlight;
  /** Addresses that a person was asked to open, until the server says that it is done. */
  readonly #open = new Map<string, () => void>();
  readonly #done = new Set<string>();

  constructor(server: string, calls: CallsInFlight) {
    this.#server = server;
    this.#calls = calls;
  }

  async elicit(request: ElicitRequest, signal: AbortSignal): Promise<ElicitResult> {
    const { params } = request;
    if (params.mode === 'url') {
      const { action } = await this.openAddress(params, signal);
      return { action };
    }
    return this.#fillIn(params, signal);
  }

  /** Asks to open an address. Settles as accepted also when the server says that it is done. */
  async openAddress(params: ElicitRequestURLParams, signal: AbortSignal): Promise<McpAnswer> {
    const { elicitationId: id, message, url } = params;
    if (!isWebAddress(url)) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        'only https addresses are opened, and http of this machine',
      );
    }
    const finished = new AbortController();
    const isDone = this.#whenDone(id, () => finished.abort());
    try {
      return await Promise.race([
        this.#ask({ kind: 'url', server: this.#server, message, url }, AbortSignal.any([signal, finished.signal])),
        isDone.then((): McpAnswer => ({ action: 'accept', values: {} })),
      ]);
    } finally {
      this.#open.delete(id);
    }
  }

  /** Settles when the server says that what happens at an opened address is done. */
  async completed(id: string, signal: AbortSignal): Promise<void> {
    if (this.#done.has(id)) return;
    let onAbort = (): void => {};
    try {
      await Promise.race([
        this.#whenDone(id),
        new Promise<never>((_, reject) => {
          onAbort = () => reject(signal.reason as Error);
          signal.addEventListener('abort', onAbort, { once: true });
        }),
      ]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#open.delete(id);
    }
  }

  complete(id: string): void {
    // A server that says so of everything shall not fill the memory.
    if (this.#done.size >= MOST_DONE) this.#done.clear();
    this.#done.add(id);
    this.#open.get(id)?.();
  }

  /** What a person writes in the place of a model. */
  async sample(request: CreateMessageRequest, signal: AbortSignal): Promise<CreateMessageResult> {
    const { messages, systemPrompt } = request.params;
    const shown = messages.map(({ role, content }) => `${role}: ${textOf(content)}`);
    const answer = await this.#ask(
      {
        kind: 'form',
        server: this.#server,
        message: [...(systemPrompt === undefined ? [] : [`system: ${systemPrompt}`]), ...shown].join('\n\n'),
        fields: { text: { type: 'string', title: 'Answer', minLength: 1 } },
        required: ['text'],
      },
      signal,
    );
    const text = answer.action === 'accept' ? answer.values['text'] : undefined;
    if (typeof text !== 'string') throw new ProtocolError(REJECTED, 'the person did not answer');
    return { model: 'person', role: 'assistant', content: { type: 'text', text }, stopReason: 'endTurn' };
  }

  async #fillIn(params: ElicitRequestFormParams, signal: AbortSignal): Promise<ElicitResult> {
    const { fields, required } = formFields(params.requestedSchema);
    const validate = schemaCheck(params.requestedSchema);
    let { message } = params;
    for (let round = 1; round <= FORM_ROUNDS; round += 1) {
      const answer = await this.#ask({ kind: 'form', server: this.#server, message, fields, required }, signal);
      if (answer.action !== 'accept') return { action: answer.action };
      const content = givenValues(answer.values, fields);
      const { valid, errorMessage } = validate(content);
      if (valid) return { action: 'accept', content };
      message = `${params.message}\n\nThe last answer did not fit: ${errorMessage ?? 'unknown reason'}`;
    }
    return { action: 'cancel' };
  }

  async #ask(question: McpQuestion, signal: AbortSignal): Promise<McpAnswer> {
    const call = this.#calls.asked();
    const ask = call?.listeners.ask;
    if (call === undefined || ask === undefined) return { action: 'cancel' };
    return call.asking(() => ask(question, AbortSignal.any([signal, call.signal])));
  }

  #whenDone(id: string, andThen: () => void = () => {}): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        andThen();
        resolve();
      };
      if (this.#done.has(id)) finish();
      else this.#open.set(id, finish);
    });
  }
}

function givenValues(
  values: Readonly<Record<string, Json>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean | string[]> {
  const given = Object.entries(values).filter(([name, value]) => Object.hasOwn(fields, name) && value !== null);
  return Object.fromEntries(given) as Record<string, string | number | boolean | string[]>;
}

function textOf(content: unknown): string {
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [content];
  return blocks
    .map((block) => {
      const part = block as { readonly type?: string; readonly text?: string };
      return part.text ?? `(${part.type ?? 'something else'})`;
    })
    .join('\n');
}
