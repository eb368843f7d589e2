import type { HostEvent } from '#shared/api/host.ts';

/** The state of the window and where its page shall go, for the page that listens. */
export class HostEvents {
  #state: Omit<HostEvent, 'navigate'> = { maximized: false, fullScreen: false, isClosing: false };
  /** Kept until a page listens: the app may be started by a link. */
  #route: string | null = null;
  #changed: () => void = () => {};
  #change = this.#nextChange();

  setState(change: Partial<Omit<HostEvent, 'navigate'>>): void {
    const state = { ...this.#state, ...change };
    const { maximized, fullScreen, isClosing } = this.#state;
    if (state.maximized === maximized && state.fullScreen === fullScreen && state.isClosing === isClosing) return;
    this.#state = state;
    this.#tell();
  }

  /** Sends the page to a route. The last one counts. */
  navigate(route: string): void {
    this.#route = route;
    this.#tell();
  }

  async *listen(signal: AbortSignal): AsyncGenerator<HostEvent, void, void> {
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    let told: Omit<HostEvent, 'navigate'> | undefined;
    while (!signal.aborted) {
      const change = this.#change;
      const navigate = this.#route;
      if (told !== this.#state || navigate !== null) {
        this.#route = null;
        told = this.#state;
        yield { ...told, navigate };
      } else {
        await Promise.race([change, ended]);
      }
    }
  }

  #tell(): void {
    const tell = this.#changed;
    this.#change = this.#nextChange();
    tell();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
