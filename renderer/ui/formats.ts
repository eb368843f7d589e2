const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

/** How long something has been going on, from milliseconds: `03:42`, `1:03:42`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** How long something took, from milliseconds: `0.8s`, `38s`, `2m 48s`, `1h 03m`, `2d 4h`. */
export function formatDuration(ms: number): string {
  if (ms < 9950) return `${(Math.max(0, ms) / SECOND).toFixed(1)}s`;
  if (ms < MINUTE - SECOND / 2) return `${Math.round(ms / SECOND)}s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** An estimate from milliseconds, short and marked: `~4m`. */
export function formatEstimate(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / SECOND));
  if (seconds < 60) return `~${seconds}s`;
  const minutes = Math.round(ms / MINUTE);
  return minutes < 60 ? `~${minutes}m` : `~${Math.round(ms / HOUR)}h`;
}

/** The time of day in UTC: `14:32:06`, without seconds `14:32`. */
export function formatClock(at: number, seconds = true): string {
  const text = new Date(at).toISOString();
  return text.slice(11, seconds ? 19 : 16);
}

/** The day in UTC: `12 Nov`, with the year when it is another than that of `now`. */
export function formatDay(at: number, now: number): string {
  const date = new Date(at);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  return date.getUTCFullYear() === new Date(now).getUTCFullYear() ? day : `${day} ${date.getUTCFullYear()}`;
}

/** Day and time in full, UTC: `12 Nov 2026, 14:32:06 UTC`. */
export function formatMoment(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${formatClock(at)} UTC`;
}

/** How long ago, coarse: `now`, `12m`, `2h`, `3d`, then the day. */
export function formatAgo(at: number, now: number): string {
  const ago = now - at;
  if (ago < MINUTE) return 'now';
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)}m`;
  if (ago < DAY) return `${Math.floor(ago / HOUR)}h`;
  return ago < 7 * DAY ? `${Math.floor(ago / DAY)}d` : formatDay(at, now);
}

/** Bytes in decimal units: `812 B`, `4.2 kB`, `13 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${unit === 'B' || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

const counts = new Intl.NumberFormat('en-US');

/** A whole number with separators: `18,402`. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** The beginning of a digest, without its algorithm: 8 digits. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 8);
}

/** Words of an error or a hint as a sentence: `close it first` -> `Close it first.` */
export function asSentence(words: string): string {
  const text = words.trim();
  if (text === '') return '';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?:]$/.test(text) ? '' : '.'}`;
}
