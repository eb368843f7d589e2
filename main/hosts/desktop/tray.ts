import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { needsPerson } from './notices.ts';
import type { Places } from './places.ts';

const MOST_ITEMS = 12;

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

/** One line for each active run; one that waits for a person says so. */
export function trayItems(
  runs: readonly RunSummary[],
): readonly { readonly label: string; readonly route: string | null }[] {
  if (runs.length === 0) return [{ label: 'No run is under way', route: null }];
  const items: { label: string; route: string | null }[] = runs.slice(0, MOST_ITEMS).map((run) => ({
    label: `${runLabel(run.number)} ${run.planName}${needsPerson(run) ? ': needs a decision' : ` · ${run.stepsDone}/${run.stepsTotal}`}`,
    route: `/runs/${runLabel(run.number)}`,
  }));
  if (runs.length > MOST_ITEMS) items.push({ label: `${runs.length - MOST_ITEMS} more…`, route: '/' });
  return items;
}

export function trayTip(runs: readonly RunSummary[]): string {
  const waiting = runs.filter((run) => needsPerson(run)).length;
  if (runs.length === 0) return 'Ops Control Room';
  return `Ops Control Room: ${runs.length} active${waiting === 0 ? '' : `, ${waiting} waiting for you`}`;
}
