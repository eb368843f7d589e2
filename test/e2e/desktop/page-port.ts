import type { Page } from '@playwright/test';

/**
 * Asks the preload for a port as the page does, sends raw messages over it, and gives the answers back, in order. From the one
 * page of the app that has no client of its own, which would take the port. `{ bytes }` is sent as bytes.
 */
export async function sendRaw(page: Page, messages: readonly unknown[], answers: number): Promise<readonly unknown[]> {
  await page.goto('app://opsroom/crashed');
  return page.evaluate(
    async ({ messages, answers }) => {
      const port = await new Promise<MessagePort>((resolve) => {
        const listen = (event: MessageEvent): void => {
          const [granted] = event.ports;
          if (event.data !== 'opsroom:port' || granted === undefined) return;
          window.removeEventListener('message', listen);
          resolve(granted);
        };
        window.addEventListener('message', listen);
        window.postMessage('opsroom:port-request', location.origin);
      });
      Object.assign(window, { testPort: port });
      const got: unknown[] = [];
      return new Promise<unknown[]>((resolve) => {
        port.addEventListener('message', (event: MessageEvent) => {
          got.push(event.data);
          if (got.length === answers) resolve(got);
        });
        port.start();
        for (const message of messages) {
          const { bytes } = (message ?? {}) as { readonly bytes?: readonly number[] };
          port.postMessage(bytes === undefined ? message : new Uint8Array(bytes));
        }
      });
    },
    { messages, answers },
  );
}

/** The text of a call of the contract as the client sends it. */
export function callText(id: number, path: string, input: unknown = {}): string {
  return JSON.stringify({ i: id, p: { u: path, b: { json: input } } });
}
