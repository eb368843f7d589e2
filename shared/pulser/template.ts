/**
 * A piece of a text with `${{ … }}` places. `$${{` stands for a literal `${{`, in any YAML style; to put a dollar sign
 * right before a value, write `${{ "$" }}${{ inputs.price }}`.
 */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'expression';
      /** Where the `$` of the place stands in the text. */
      readonly offset: number;
      /** From `$` to the end of `}}`. */
      readonly length: number;
      /** What stands between `${{` and `}}`, as written. */
      readonly expression: string;
      /** False when the text ends before `}}`. */
      readonly closed: boolean;
    };

const OPEN = '${{';

/** Splits a text at its `${{ … }}` places. The pieces in order make up the text, escapes resolved. */
export function splitTemplates(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let position = 0;
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, position)) {
    if (open > position && text[open - 1] === '$') {
      literal += text.slice(position, open - 1) + OPEN;
      position = open + OPEN.length;
      continue;
    }
    literal += text.slice(position, open);
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
    const inner = open + OPEN.length;
    const close = closingBraces(text, inner);
    position = close === undefined ? text.length : close + 2;
    parts.push({
      kind: 'expression',
      offset: open,
      length: position - open,
      expression: text.slice(inner, close),
      closed: close !== undefined,
    });
  }
  literal += text.slice(position);
  if (literal !== '') parts.push({ kind: 'text', text: literal });
  return parts;
}

/** The expression of a text that is nothing but one `${{ … }}`, trimmed; any other text trimmed as it is. */
export function unwrapExpression(text: string): string {
  const trimmed = text.trim();
  const [only, ...others] = splitTemplates(trimmed);
  return only?.kind === 'expression' && only.closed && others.length === 0 ? only.expression.trim() : trimmed;
}

/** The first `}}` that neither stands in a string of the expression nor closes one of its own braces. */
function closingBraces(text: string, start: number): number | undefined {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"' || char === "'") {
      const end = stringEnd(text, i, char);
      if (end === undefined) return undefined;
      i = end;
    } else if (char === '{') {
      depth += 1;
    } else if (char === '}') {
      if (depth > 0) depth -= 1;
      else if (text[i + 1] === '}') return i;
    }
  }
  return undefined;
}

/** Offset of the last character of a CEL string literal, plain or triple-quoted. */
function stringEnd(text: string, start: number, quote: string): number | undefined {
  const fence = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  for (let i = start + fence.length; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text.startsWith(fence, i)) return i + fence.length - 1;
  }
  return undefined;
}
