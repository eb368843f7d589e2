import { join } from 'node:path';

/** What the build and the package put beside the main process. */
export interface Places {
  readonly preload: string;
  readonly page: string;
  readonly icon: (name: string) => string;
}

/** `here`: the folder of the built main process; `app`: the folder, or archive, of the whole app. */
export function places(here: string, app: string): Places {
  return {
    preload: join(here, '..', 'preload', 'preload.cjs'),
    page: join(here, '..', 'renderer'),
    icon: (name) => join(app, 'resources', 'icons', name),
  };
}
