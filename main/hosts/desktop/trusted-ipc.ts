import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { Logger } from '#main/kernel/logger.ts';
import { isAppUrl } from './origin.ts';

type AnyEvent = IpcMainEvent | IpcMainInvokeEvent;

/** The only way to listen on a raw channel: what does not come from the page itself, or does not fit, is refused. */
export class TrustedIpc {
  readonly #logger: () => Logger;

  constructor(logger: () => Logger) {
    this.#logger = logger;
  }

  /** Messages without an answer. `accepts` tells whether the arguments are what the channel carries. */
  on<A extends readonly unknown[]>(
    channel: string,
    accepts: (args: readonly unknown[]) => args is A,
    listener: (event: IpcMainEvent, ...args: A) => void,
  ): void {
    ipcMain.on(channel, (event, ...given: unknown[]) => {
      const args: readonly unknown[] = given;
      if (this.#isTrusted(event, channel) && accepts(args)) listener(event, ...args);
      else this.#refused(channel);
    });
  }

  /** Questions with an answer; null is the answer to whatever is refused. */
  handle<A extends readonly unknown[]>(
    channel: string,
    accepts: (args: readonly unknown[]) => args is A,
    listener: (event: IpcMainInvokeEvent, ...args: A) => unknown,
  ): void {
    ipcMain.handle(channel, (event, ...given: unknown[]) => {
      const args: readonly unknown[] = given;
      if (this.#isTrusted(event, channel) && accepts(args)) return listener(event, ...args);
      this.#refused(channel);
      return null;
    });
  }

  #isTrusted(event: AnyEvent, channel: string): boolean {
    const frame = event.senderFrame;
    // A frame is null once it is gone.
    if (frame !== null && frame === event.sender.mainFrame && isAppUrl(frame.url)) return true;
    this.#logger().warn('a message of a foreign frame was dropped', { channel });
    return false;
  }

  #refused(channel: string): void {
    this.#logger().warn('a message was refused', { channel });
  }
}

/** Arguments of a channel that carries none. */
export function isNothing(args: readonly unknown[]): args is [] {
  return args.length === 0;
}

/** Arguments of a channel that carries one text. */
export function isOneText(args: readonly unknown[]): args is [string] {
  return args.length === 1 && typeof args[0] === 'string';
}
