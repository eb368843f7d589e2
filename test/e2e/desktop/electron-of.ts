import type { ElectronApplication } from '@playwright/test';
import type { RunningApp } from '../app/running-app.ts';

/** The desktop app's own handle. */
export function electronOf(app: RunningApp): ElectronApplication {
  if (app.electron === undefined) throw new Error('these specs drive the desktop app');
  return app.electron;
}
