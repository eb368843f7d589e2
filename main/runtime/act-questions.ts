import type { Command } from '#main/engine/decide.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpAnswer, McpQuestion } from '#main/engine/ports/mcp.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import type { Json } from '#shared/lib/json.ts';
import { exactJson } from '#shared/lib/parse-json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import type { Answer, Asker } from '#shared/run/event.ts';

type QuestionCommand = Extract<Command, { type: 'ask' | 'withdraw-question' }>;

const CANCELED: McpAnswer = { action: 'cancel' };
/** Characters of a question that are shown and kept. */
const LONGEST_MESSAGE = 10_000;

/** What the server of one act asks, one question after the other: written down, answered by whomever, handed back to the act. */
export class ActQuestions {
  readonly #stepId: string;
  readonly #mask: Mask;
  /** Commits a command; false when the run does not take it any more. */
  readonly #put: (command: QuestionCommand) => boolean;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #open: { readonly question: number; readonly settle: (answer: McpAnswer) => void } | undefined;

  constructor(parts: {
    readonly stepId: string;
    readonly mask: Mask;
    readonly put: (command: QuestionCommand) => boolean;
  }) {
    this.#stepId = parts.stepId;
    this.#mask = parts.mask;
    this.#put = parts.put;
  }

  /** Canceled when the run cannot ask any more, and when the signal says that nobody waits for the answer. */
  ask(question: McpQuestion, signal: AbortSignal): Promise<McpAnswer> {
    const turn = this.#last.then(() => this.#ask(question, signal));
    this.#last = turn;
    return turn;
  }

  /** Hands on what a person answered. */
  deliver(answered: { readonly question: number; readonly answer: Answer } | null): void {
    if (answered === null || answered.question !== this.#open?.question) return;
    this.#open.settle(answerOf(answered.answer));
  }

  /** Nobody waits for an answer any more. */
  end(): void {
    this.#open?.settle(CANCELED);
  }

  async #ask(question: McpQuestion, signal: AbortSignal): Promise<McpAnswer> {
    if (signal.aborted) return CANCELED;
    this.#count += 1;
    const number = this.#count;
    const { promise, settle } = settleable();
    this.#open = { question: number, settle };
    const withdraw = (): void => {
      this.#put({ type: 'withdraw-question', stepId: this.#stepId, question: number });
      settle(CANCELED);
    };
    signal.addEventListener('abort', withdraw, { once: true });
    try {
      if (!this.#put({ type: 'ask', stepId: this.#stepId, question: number, ...this.#shown(question) }))
        return CANCELED;
      return await promise;
    } finally {
      signal.removeEventListener('abort', withdraw);
      if (this.#open.question === number) this.#open = undefined;
    }
  }

  #shown(question: McpQuestion): {
    readonly asker: Asker;
    readonly message: string;
    readonly fields: Readonly<Record<string, InputDefinition>>;
  } {
    const { server } = question;
    // Masked before it is cut: half a secret would not be recognised.
    const said = this.#mask.text(question.message.toWellFormed());
    const message = said.length > LONGEST_MESSAGE ? `${said.slice(0, LONGEST_MESSAGE).toWellFormed()}…` : said;
    if (question.kind === 'url') {
      const url = this.#mask.text(question.url.toWellFormed());
      return { asker: { server, url, optional: [] }, message, fields: {} };
    }
    const fields = this.#mask.json(exactJson(question.fields as unknown as Json)) as unknown as typeof question.fields;
    const optional = Object.keys(fields).filter((name) => !question.required.includes(name));
    return { asker: { server, url: null, optional }, message, fields };
  }
}

function answerOf(answer: Answer): McpAnswer {
  switch (answer.kind) {
    case 'approve':
      return { action: 'accept', values: {} };
    case 'values':
      return { action: 'accept', values: answer.values };
    case 'deny':
      return { action: 'decline' };
    case 'decide':
      return CANCELED;
    default:
      return assertNever(answer, 'answer');
  }
}

function settleable() {
  let settle: (answer: McpAnswer) => void = () => {};
  const promise = new Promise<McpAnswer>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}
