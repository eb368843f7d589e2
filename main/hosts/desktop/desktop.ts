import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, powerMonitor, session } from 'electron';
import { systemClock } from '#main/kernel/clock.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { composeApi, type DesktopApi } from './api.ts';
import { earlyLog } from './app-log.ts';
import { serveApp } from './app-protocol.ts';
import { openWindow } from './app-window.ts';
import { type DesktopArguments, type OpenRequest, readBundlePath, readLink } from './arguments.ts';
import { type Engine, startEngine } from './engine.ts';
import { createHostActions } from './host-actions.ts';
import { HostEvents } from './host-events.ts';
import { lockContents, lockSession } from './lock-down.ts';
import { setMenu } from './menu.ts';
import { type OpenedRoom, openRoom } from './open-room.ts';
import { OpenedBundles } from './opened-bundles.ts';
import { type Places, places } from './places.ts';
import { DESKTOP_FOLDER, readSecondStart } from './second-start.ts';
import { Surroundings } from './surroundings.ts';
import { isNothing, isOneText, TrustedIpc } from './trusted-ipc.ts';
import { UnsavedText } from './unsaved-text.ts';
import { WindowPorts } from './window-ports.ts';

export interface DesktopOptions {
  /** Absolute. */
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly asked: DesktopArguments;
  /** Folder of the built main process. */
  readonly here: string;
}

/** How long a page may take to save what was typed last, ms: it does so by itself after a pause. */
const SAVE_MS = 3_000;

/** The desktop app: a window on the data folder, and what executes its runs. */
export class Desktop {
  readonly #options: DesktopOptions;
  readonly #places: Places;
  readonly #events = new HostEvents();
  readonly #bundles = new OpenedBundles();
  readonly #unsaved = new UnsavedText(systemClock);
  readonly #surroundings: Surroundings;
  #logger: Logger;
  #window: BrowserWindow | undefined;
  #ports: WindowPorts | undefined;
  #opened: OpenedRoom | undefined;
  #api: DesktopApi | undefined;
  #engine: Engine | undefined;
  #isAsking = false;
  #isStopping = false;

  constructor(options: DesktopOptions) {
    this.#options = options;
    mkdirSync(join(options.dataDir, DESKTOP_FOLDER), { recursive: true, mode: 0o700 });
    this.#logger = earlyLog(options.dataDir);
    this.#places = places(options.here, app.getAppPath());
    this.#surroundings = new Surroundings({
      places: this.#places,
      show: () => this.#show(),
      navigate: (route) => this.#events.navigate(route),
      window: () => this.#window,
    });
    const logger = (): Logger => this.#logger;
    process.on('unhandledRejection', (error) => logger().error('a promise was rejected unhandled', { error }));
    process.on('uncaughtException', (error) => {
      logger().error('the app fails', { error });
      void this.#stop(1);
    });
    lockContents(logger);
    app.on('second-instance', (_event, _argv, _folder, handedOver) => {
      this.#show();
      this.#open(readSecondStart(handedOver));
    });
    // How macOS hands over links and files, also before the app is ready.
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#openText(readLink(url), url);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#openText(readBundlePath(path, resolve), path);
    });
    app.on('before-quit', (event) => {
      event.preventDefault();
      void this.#quit();
    });
    app.on('activate', () => this.#show());
  }

  async start(): Promise<void> {
    const { dataDir, environment, asked } = this.#options;
    const logger = (): Logger => this.#logger;
    for (const text of asked.ignored.slice(1)) logger().warn('an argument means nothing here', { text });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.#stop(0));
    lockSession(session.defaultSession, logger);
    const server = app.isPackaged ? undefined : environment['ELECTRON_RENDERER_URL'];
    serveApp(session.defaultSession, this.#places.page, server);
    app.setAsDefaultProtocolClient('opsroom');

    const host = createHostActions({
      window: () => this.#window,
      events: this.#events,
      bundles: this.#bundles,
      unsaved: this.#unsaved,
    });
    const opening = openRoom(dataDir, environment);
    const api = opening.then((opened) => composeApi(opened, { host, dataDir, logger }));
    this.#ports = new WindowPorts(api);
    this.#listen(this.#ports);
    this.#open(asked.requests);
    // The page loads while the data folder is being opened.
    this.#openWindow();
    this.#opened = await opening;
    this.#api = await api;
    if (this.#opened.ok) this.#execute(this.#opened);
    else this.#logger.error('the data folder could not be opened', { ...this.#opened.problem });
    setMenu({
      window: () => this.#window,
      navigate: (route) => this.#events.navigate(route),
      openBundle: () => void this.#chooseBundle(),
    });
  }

  #execute({ room }: OpenedRoom & { readonly ok: true }): void {
    this.#logger.close();
    this.#logger = room.services.logger;
    this.#engine = startEngine(room, {
      view: this.#surroundings,
      ask: (question) => this.#surroundings.ask(question),
      onWaiting: () => this.#events.setState({ isClosing: true }),
    });
    powerMonitor.on('suspend', () => this.#engine?.worker.noteSleep());
    powerMonitor.on('resume', () => this.#engine?.worker.noteSleep());
    powerMonitor.on('shutdown', () => void this.#stop(0));
  }

  #listen(ports: WindowPorts): void {
    const ipc = new TrustedIpc(() => this.#logger);
    ipc.on('opsroom:port', isNothing, (event) => {
      ports.grant(event).catch((error: unknown) => this.#logger.error('a window got no port', { error }));
    });
    ipc.handle('opsroom:open-dropped', isOneText, (_event, text) => {
      const request = readBundlePath(text, resolve);
      return request?.kind === 'bundle' ? this.#bundles.register(request.path) : null;
    });
  }

  #openWindow(): void {
    this.#window = openWindow({
      places: this.#places,
      folder: join(this.#options.dataDir, DESKTOP_FOLDER),
      logger: () => this.#logger,
      onState: (state) => this.#events.setState(state),
      onClose: () => {
        if (this.#surroundings.keepsInTray) this.#window?.hide();
        else void this.#quit();
      },
    });
    // A page that is loaded anew holds nothing, whatever the one before did.
    this.#window.webContents.on('did-navigate', () => this.#unsaved.hold(false));
  }

  #show(): void {
    const window = this.#window;
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #openText(request: OpenRequest | undefined, text: string): void {
    if (request === undefined)
      this.#logger.warn('what was to be opened means nothing here', { text: text.slice(0, 200) });
    else this.#open([request]);
  }

  #open(requests: readonly OpenRequest[]): void {
    for (const request of requests) {
      const route =
        request.kind === 'run' ? `/runs/${request.reference}` : `/bundles/${this.#bundles.register(request.path)}`;
      this.#events.navigate(route);
    }
  }

  async #chooseBundle(): Promise<void> {
    const options = {
      properties: ['openFile' as const],
      filters: [{ name: 'Proof bundles', extensions: ['opsproof.zip', 'zip'] }],
    };
    const { filePaths } = await (this.#window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(this.#window, options));
    const [path] = filePaths;
    if (path !== undefined) this.#open([{ kind: 'bundle', path }]);
  }

  /** Asks what becomes of unsaved text and of runs under way, then ends. Asked again meanwhile, it asks again only if nobody is being asked. */
  async #quit(): Promise<void> {
    if (this.#isAsking || this.#isStopping) return;
    this.#isAsking = true;
    try {
      if (!(await this.#unsaved.saved(SAVE_MS)) && !(await this.#surroundings.askToLose())) return;
      const mayEnd = (await this.#engine?.closing.settle()) ?? true;
      if (mayEnd) await this.#stop(0);
    } finally {
      this.#isAsking = false;
    }
  }

  async #stop(code: number): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    try {
      this.#ports?.closeAll();
      this.#surroundings.close();
      await this.#engine?.stop();
      await this.#api?.close();
      if (this.#opened?.ok === true) await this.#opened.room.close();
    } catch (error) {
      this.#logger.error('the app did not end in good order', { error });
    }
    app.exit(code);
  }
}
