import { type IpcMainEvent, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Logger } from '#main/kernel/logger.ts';
import { badMessageAnswer, messageProblem } from '../rpc-message.ts';

/** The part of a message port that calls are served over. */
export interface CallPort {
  on(name: string, listener: (event?: { data: unknown }) => void): void;
  postMessage(data: unknown): void;
}

/** What answers the calls of a page. */
export interface PortServer {
  readonly upgrade: (port: CallPort) => void;
  readonly logger: () => Logger;
}

/** Gives each window the one port over which its page calls. Who asks again (a reload) gets a new one, and the old one ends. */
export class WindowPorts {
  readonly #parts: Promise<PortServer>;
  readonly #ports = new Map<number, MessagePortMain>();

  constructor(parts: Promise<PortServer>) {
    this.#parts = parts;
  }

  async grant(event: IpcMainEvent): Promise<void> {
    const { sender, senderFrame } = event;
    const { port1, port2 } = new MessageChannelMain();
    this.#replace(sender, port1);
    serve(port1, await this.#parts);
    port1.start();
    if (senderFrame !== null && !senderFrame.isDestroyed()) senderFrame.postMessage('opsroom:port', null, [port2]);
  }

  closeAll(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #replace(contents: WebContents, port: MessagePortMain): void {
    const { id } = contents;
    this.#ports.get(id)?.close();
    if (!this.#ports.has(id)) {
      contents.once('destroyed', () => {
        this.#ports.get(id)?.close();
        this.#ports.delete(id);
      });
    }
    this.#ports.set(id, port);
  }
}

function serve(port: MessagePortMain, { upgrade, logger }: PortServer): void {
  let isClosed = false;
  port.once('close', () => {
    isClosed = true;
  });
  upgrade({
    on(name, listener) {
      if (name === 'close') port.on('close', () => listener());
      if (name !== 'message') return;
      port.on('message', ({ data }) => {
        const problem = messageProblem(data);
        if (problem === undefined) {
          listener({ data });
          return;
        }
        logger().warn('a message without the form of a call was refused');
        if (problem.id !== undefined) port.postMessage(badMessageAnswer(problem.id));
      });
    },
    // What a stream still has to say after its window is gone is for nobody.
    postMessage(data) {
      if (!isClosed) port.postMessage(data);
    },
  });
}
