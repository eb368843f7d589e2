import type { ElectronApplication } from '@playwright/test';

/** What the app handed to the system beside its window, in the order in which it did. */
export interface Handed {
  readonly notices: readonly { readonly title: string; readonly body: string }[];
  readonly tips: readonly string[];
  /** Labels of the tray's menu, as it is now. */
  readonly menu: readonly string[];
  readonly badges: readonly number[];
}

/**
 * Notes what the app asks of the system from now on, and lets it through: whether this machine has a tray or shows notifications
 * makes no difference to what is noted. Elements are kept for `clickNotice` and `clickTray`.
 */
export async function observe(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ Notification, Tray, app }) => {
    const kept = { notices: [] as object[], tips: [] as string[], menu: null as unknown, badges: [] as number[] };
    Object.assign(globalThis, { kept });
    const around = (target: object, name: string, note: (self: object, value: unknown) => void): void => {
      const original = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      Reflect.set(target, name, function (this: object, ...args: unknown[]) {
        note(this, args[0]);
        return Reflect.apply(original, this, args);
      });
    };
    around(Notification.prototype, 'show', (self) => kept.notices.push(self));
    around(Tray.prototype, 'setToolTip', (_self, text) => kept.tips.push(String(text)));
    around(Tray.prototype, 'setContextMenu', (_self, menu) => {
      kept.menu = menu;
    });
    around(app, 'setBadgeCount', (_self, count) => kept.badges.push(Number(count)));
  });
}

interface Kept {
  readonly notices: readonly { readonly title: string; readonly body: string; emit(name: string): boolean }[];
  readonly tips: readonly string[];
  readonly menu: { readonly items: readonly { readonly label: string; readonly type: string; click(): void }[] } | null;
  readonly badges: readonly number[];
}

export function handed(electron: ElectronApplication): Promise<Handed> {
  return electron.evaluate(() => {
    const { kept } = globalThis as unknown as { kept: Kept };
    return {
      notices: kept.notices.map(({ title, body }) => ({ title, body })),
      tips: [...kept.tips],
      menu: (kept.menu?.items ?? []).filter(({ type }) => type !== 'separator').map(({ label }) => label),
      badges: [...kept.badges],
    };
  });
}

/** Clicks on the notification with that title. */
export async function clickNotice(electron: ElectronApplication, title: string): Promise<void> {
  await electron.evaluate((_modules, wanted) => {
    const { kept } = globalThis as unknown as { kept: Kept };
    kept.notices.find((notice) => notice.title === wanted)?.emit('click');
  }, title);
}

/** Chooses the item of the tray's menu whose label begins so. */
export async function clickTray(electron: ElectronApplication, label: string): Promise<void> {
  await electron.evaluate((_modules, wanted) => {
    const { kept } = globalThis as unknown as { kept: Kept };
    const item = kept.menu?.items.find((each) => each.label.startsWith(wanted));
    if (item === undefined) throw new Error(`the tray has no item ${wanted}`);
    item.click();
  }, label);
}
