import { app, type BrowserWindow, dialog, type MessageBoxOptions, Notification, nativeTheme } from 'electron';
import { DEFAULT_SETTINGS, type Settings } from '#shared/api/settings.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { AttentionView } from './attention.ts';
import type { Notice } from './notices.ts';
import type { QuitChoice, QuitQuestion } from './quit-question.ts';
import { RunTray, type TrayParts } from './tray.ts';

export interface SurroundingsParts extends Omit<TrayParts, 'quit'> {
  readonly window: () => BrowserWindow | undefined;
}

/** What the app shows beside its window: tray, badge, notifications, questions, and the system's colours. */
export class Surroundings implements AttentionView {
  readonly #parts: SurroundingsParts;
  #tray: RunTray | undefined;
  #settings: Settings = DEFAULT_SETTINGS;

  constructor(parts: SurroundingsParts) {
    this.#parts = parts;
  }

  get keepsInTray(): boolean {
    return this.#settings.keepInTray;
  }

  notify(notice: Notice): void {
    // Who looks at the window sees it there.
    if (this.#parts.window()?.isFocused() === true || !Notification.isSupported()) return;
    const notification = new Notification({ title: notice.title, body: notice.body });
    notification.on('click', () => {
      this.#parts.show();
      this.#parts.navigate(notice.route);
    });
    notification.show();
  }

  showActive(runs: readonly RunSummary[], waiting: number): void {
    this.#tray ??= new RunTray({ ...this.#parts, quit: () => app.quit() });
    this.#tray.update(runs);
    app.setBadgeCount(waiting);
  }

  applySettings(settings: Settings): void {
    this.#settings = settings;
    nativeTheme.themeSource = settings.theme;
  }

  async ask(question: QuitQuestion): Promise<QuitChoice> {
    const response = await this.#choose({
      message: question.message,
      detail: question.detail,
      buttons: [...question.buttons],
      defaultId: question.choices.indexOf('wait'),
      cancelId: question.choices.indexOf('stay'),
    });
    return question.choices[response] ?? 'stay';
  }

  /** True when the person lets text go that could not be saved. */
  async askToLose(): Promise<boolean> {
    const response = await this.#choose({
      message: 'A plan has text that is not saved',
      detail: 'It could not be saved so far. The editor says why. If the app ends now, the text is lost.',
      buttons: ['Do not quit', 'Quit and lose it'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }

  async #choose(question: Omit<MessageBoxOptions, 'type' | 'noLink'>): Promise<number> {
    const options: MessageBoxOptions = { ...question, type: 'question', noLink: true };
    const window = this.#parts.window();
    this.#parts.show();
    const { response } = await (window === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    return response;
  }

  close(): void {
    this.#tray?.destroy();
  }
}
