import { app, type BrowserWindow, dialog, Notification, nativeTheme } from 'electron';
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
    const options = {
      type: 'question' as const,
      message: question.message,
      detail: question.detail,
      buttons: [...question.buttons],
      defaultId: question.choices.indexOf('wait'),
      cancelId: question.choices.indexOf('stay'),
      noLink: true,
    };
    const window = this.#parts.window();
    this.#parts.show();
    const { response } = await (window === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    return question.choices[response] ?? 'stay';
  }

  close(): void {
    this.#tray?.destroy();
  }
}
