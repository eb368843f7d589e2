const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * A JSON text laid out line by line like `JSON.stringify(value, null, 2)` does, but with its own numbers, which a program may
 * not hold as they are, and with each member as often as it stands there. `null` for a text that is no JSON object or list.
 */
export function jsonLayout(text: string): string | null {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return null;
  const out: string[] = [];
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const isEnd = token === '}' || token === ']';
    if (isEnd) depth -= 1;
    const isFirst = before === '{' || before === '[';
    if (isEnd ? !isFirst : isFirst || before === ',') out.push('\n', '  '.repeat(depth));
    else if (before === ':') out.push(' ');
    out.push(token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return out.join('');
}

/** The first number of a JSON text that becomes another one when it is read. */
export function changedNumber(text: string): string | undefined {
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^[-\d]/.test(token) && digitsOf(token) !== digitsOf(String(Number(token)))) return token;
  }
  return undefined;
}

/** What of a number counts, wherever its point is: `-0.0120` and `12e-3` have the same. */
function digitsOf(number: string): string {
  return number
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replaceAll(/^0+|0+$/g, '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
