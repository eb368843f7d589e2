import type { HostEvent, HostInfo, OpenedPlanFile } from '#shared/api/host.ts';

/** What only the host of a page can do. Paths stay on this side. */
export interface HostActions {
  readonly info: HostInfo;
  /** The state of the window at once, then every change. */
  events(signal: AbortSignal): AsyncGenerator<HostEvent, void, void>;
  /** Refused with `host.unavailable` where the page has no window of its own. */
  window(action: 'minimize' | 'toggle-maximize' | 'close' | 'quit'): void;
  /** The page holds text that is not saved yet, or does no longer. */
  hold(unsaved: boolean): void;
  /** A person chooses a folder, `null` when not; refused with `host.unavailable` in a browser. */
  chooseFolder(): Promise<{ readonly folderId: string; readonly path: string } | null>;
  /** The folder that was chosen under this id, or that a chosen file lies in. */
  folderOf(folderId: string): string | undefined;
  openPlanFile(): Promise<OpenedPlanFile | null>;
  /** Shows a file or folder in the file manager. */
  reveal(path: string): Promise<void>;
  /** The url is https or mailto. */
  openExternal(url: string): Promise<void>;
  /** A bundle that a person opened with the app, by the id that its route carries. */
  openedBundle(openedId: string): { readonly file: string } | undefined;
  /** Folder for exports; `null` where bundles are downloaded. */
  readonly exportFolder: string | null;
}
