import { parseDuration } from '#shared/lib/duration.ts';
import { usageError } from '../usage-error.ts';

/** A span for people: `340ms`, `3.2s`, `1m 05s`, `2h 03m`, `3d 4h`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Wall-clock time of day of an instant (ms UTC), in the machine's zone. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Date and time of an instant (ms UTC), in the machine's zone. */
export function dateAndTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(at)}`;
}

/** `--since`: an ISO date or time, or how long ago (`2h`, `7d`). Returns ms UTC. */
export function parseSince(text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const at = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw usageError(
      `not a time: ${text}`,
      'write a date such as 2026-01-31, a time such as 2026-01-31T10:00Z, or 2h, 7d',
    );
  }
  return at;
}

/** Bytes for people, in powers of 1024. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** How long ago something was, for people. */
export function ago(at: number, now: number): string {
  return now >= at ? `${spanText(now - at)} ago` : `in ${spanText(at - now)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
