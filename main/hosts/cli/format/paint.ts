const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export type Tone = keyof typeof CODES;

/** Colours a text, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

export function createPaint(isColored: boolean): Paint {
  if (!isColored) return (_tone, text) => text;
  return (tone, text) => (text === '' ? '' : `\u001b[${CODES[tone]}m${text}\u001b[0m`);
}
