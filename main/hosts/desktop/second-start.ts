import type { OpenRequest } from './arguments.ts';

/** Folder in the data folder that the app's window and Chromium keep their own things in. */
export const DESKTOP_FOLDER = 'desktop';

/** What a second start hands to the first one before it ends. */
export interface SecondStart {
  readonly requests: readonly OpenRequest[];
}

const MOST_REQUESTS = 20;

/** Reads what another process handed over; it may be of another release, or none of ours. */
export function readSecondStart(value: unknown): readonly OpenRequest[] {
  if (typeof value !== 'object' || value === null || !('requests' in value) || !Array.isArray(value.requests))
    return [];
  return value.requests.filter(isOpenRequest).slice(0, MOST_REQUESTS);
}

function isOpenRequest(value: unknown): value is OpenRequest {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'run') return 'reference' in value && /^[\w-]{1,40}$/.test(String(value.reference));
  return value.kind === 'bundle' && 'path' in value && typeof value.path === 'string';
}
