import { types } from 'pg';
import type { Json } from '#shared/lib/json.ts';
import { exactNumber, parseJson } from '#shared/lib/parse-json.ts';

/** Element types of the array types that are parsed. */
const ARRAYS: Readonly<Record<number, number>> = {
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1028: 26,
  1115: 1114,
  1182: 1082,
  1185: 1184,
  1231: 1700,
  2951: 2950,
};
const parseTextArray = types.getTypeParser(1009 as number) as (text: string) => unknown;

/** Turns the text form of a PostgreSQL value into JSON by the type's oid. */
export function postgresValue(oid: number, text: string): Json {
  const element = ARRAYS[oid];
  if (element !== undefined) return mapNested(parseTextArray(text), element);
  switch (oid) {
    case 16:
      return text === 't';
    case 21:
    case 23:
    case 26:
      return Number(text);
    case 20:
      return Number.isSafeInteger(Number(text)) ? Number(text) : text;
    case 700:
    case 701:
      return exactNumber(Number(text));
    case 17:
      return text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('base64') : text;
    case 114:
    case 3802: {
      const parsed = parseJson(text);
      return parsed.ok ? parsed.value : text;
    }
    case 1114:
      return text.replace(' ', 'T');
    case 1184:
      return utcTime(text);
    default:
      // numeric among them: its digits are exact, a double's would not be.
      return text;
  }
}

function mapNested(value: unknown, element: number): Json {
  if (Array.isArray(value)) return value.map((item) => mapNested(item, element));
  return typeof value === 'string' ? postgresValue(element, value) : null;
}

// 2026-01-02 03:04:05.123456+05:30 in UTC, without losing the microseconds that a Date does not hold.
function utcTime(text: string): string {
  const [, day, time, fraction, zone] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d(?::\d\d)?)$/.exec(text) ?? [];
  if (day === undefined || time === undefined || zone === undefined) return text;
  const instant = new Date(`${day}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
  return `${instant.toISOString().slice(0, 19)}${fraction ?? ''}Z`;
}
