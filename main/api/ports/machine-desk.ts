import type { DataFolder } from '#shared/api/settings.ts';

/** One check of the doctor. */
export interface MachineFinding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
}

/** The machine and the data folder. */
export interface MachineDesk {
  examine(): Promise<readonly MachineFinding[]>;
  dataFolder(): Promise<DataFolder>;
  backUp(signal: AbortSignal): Promise<{ readonly name: string; readonly bytes: number }>;
  folder(place: 'data' | 'logs' | 'backups'): string;
}
