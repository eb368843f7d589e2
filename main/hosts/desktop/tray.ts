import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { RunSummary } from '#shared/run/run.ts';
import type { Places } from './places.ts';
import { trayItems, trayTip } from './tray-items.ts';

export interface TrayParts {
  readonly places: Places;
  readonly show: () => void;
  readonly navigate: (route: string) => void;
  readonly quit: () => void;
}

/** The active runs in the system's tray. */
export class RunTray {
  readonly #tray: Tray;
  readonly #parts: TrayParts;

  constructor(parts: TrayParts) {
    this.#parts = parts;
    const image = nativeImage.createFromPath(parts.places.icon('tray.png'));
    image.setTemplateImage(process.platform === 'darwin');
    this.#tray = new Tray(image);
    this.#tray.on('click', parts.show);
    this.update([]);
  }

  update(runs: readonly RunSummary[]): void {
    const { show, navigate, quit } = this.#parts;
    this.#tray.setToolTip(trayTip(runs));
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        ...trayItems(runs).map(
          ({ label, route }): MenuItemConstructorOptions => ({
            label,
            ...(route === null
              ? { enabled: false }
              : {
                  click() {
                    show();
                    navigate(route);
                  },
                }),
          }),
        ),
        { type: 'separator' },
        { label: 'Show Ops Control Room', click: show },
        { label: 'Quit', click: quit },
      ]),
    );
  }

  destroy(): void {
    this.#tray.destroy();
  }
}
