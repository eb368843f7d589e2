import { isJsonObject, type Json } from '#shared/lib/json.ts';

/**
 * Whether a database value is the expected one: as JSON, type and all, with one exception. Drivers give numbers that a double
 * does not hold exactly (bigint, numeric) as text, so a text of digits equals the expected number of the same value: `"10.50"`
 * is 10.5. Not the other way: an expected text `"1"` is not the number 1.
 */
export function isSameValue(expected: Json, actual: Json): boolean {
  if (typeof expected === 'number' && typeof actual === 'string') return isSameNumber(String(expected), actual);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item: Json, index) => isSameValue(item, actual[index] as Json))
    );
  }
  if (isJsonObject(expected)) {
    if (!isJsonObject(actual)) return false;
    const names = Object.keys(expected);
    return (
      names.length === Object.keys(actual).length &&
      names.every((name) => Object.hasOwn(actual, name) && isSameValue(expected[name] as Json, actual[name] as Json))
    );
  }
  return expected === actual;
}

function isSameNumber(one: string, other: string): boolean {
  const left = decimal(one);
  return left !== undefined && left === decimal(other);
}

// One spelling per value, digits and exponent, so that nothing is lost in a double.
function decimal(text: string): string | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${scale}`;
}
