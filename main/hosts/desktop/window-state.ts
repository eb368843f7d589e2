import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { errorCode } from '#shared/lib/app-error.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was; `bounds` are those it has when it is not maximised. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

export const MINIMUM = { width: 1024, height: 640 } as const;
const DEFAULT = { width: 1440, height: 900 } as const;
/** How much of a window's head has to be on a display, so that it can be seen and moved. */
const GRIP = { width: 120, height: 40 } as const;

/** Where to open the window: as it was, if that is on a display that is there; else in the middle of the first one. */
export function placeWindow(saved: WindowState | undefined, workAreas: readonly Rectangle[]): WindowState {
  const [first = { x: 0, y: 0, ...DEFAULT }] = workAreas;
  const area = saved === undefined ? undefined : workAreas.find((display) => holdsGrip(display, saved.bounds));
  if (saved !== undefined && area !== undefined) {
    const width = Math.min(saved.bounds.width, area.width);
    const height = Math.min(saved.bounds.height, area.height);
    return {
      bounds: { x: saved.bounds.x, y: Math.max(saved.bounds.y, area.y), width, height },
      maximized: saved.maximized,
    };
  }
  const wanted = saved?.bounds ?? DEFAULT;
  const width = Math.min(wanted.width, first.width);
  const height = Math.min(wanted.height, first.height);
  return {
    bounds: {
      x: first.x + Math.round((first.width - width) / 2),
      y: first.y + Math.round((first.height - height) / 2),
      width,
      height,
    },
    maximized: saved?.maximized ?? false,
  };
}

/** Reads what was saved; undefined for what is not there, or is no state of a window. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isWindowState(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** Saves it whole or not at all. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

function holdsGrip(area: Rectangle, bounds: Rectangle): boolean {
  const left = Math.max(area.x, bounds.x);
  const right = Math.min(area.x + area.width, bounds.x + bounds.width);
  const isReachable = bounds.y >= area.y - GRIP.height / 2 && bounds.y + GRIP.height <= area.y + area.height;
  return right - left >= GRIP.width && isReachable;
}

function isWindowState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null || !('bounds' in value) || !('maximized' in value)) return false;
  const { bounds, maximized } = value;
  if (typeof bounds !== 'object' || bounds === null || typeof maximized !== 'boolean') return false;
  const numbers = ['x', 'y', 'width', 'height'].map((key) => (bounds as Record<string, unknown>)[key]);
  const [, , width, height] = numbers;
  return numbers.every((number) => Number.isSafeInteger(number)) && Number(width) > 0 && Number(height) > 0;
}
