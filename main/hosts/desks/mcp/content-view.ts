import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpCallResult, McpContent } from '#main/engine/ports/mcp.ts';
import type { CallResultView, ContentView } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** Longest text that is shown, UTF-16 units; largest file that is shown, bytes. */
const MOST_TEXT = 262_144;
const MOST_BYTES = 8 * 1024 * 1024;

/** Parts of an answer as the page shows them: masked, and cut where they are long. */
export function contentViews(content: readonly McpContent[], mask: Mask): readonly ContentView[] {
  return content.map((part) => contentView(part, mask));
}

export function contentView(part: McpContent, mask: Mask): ContentView {
  switch (part.type) {
    case 'text':
      return { type: 'text', ...cut(mask.text(part.text)) };
    case 'resource':
      return {
        type: 'resource',
        uri: mask.text(part.uri),
        mimeType: mask.text(part.mimeType),
        ...cut(mask.text(part.text)),
      };
    case 'link':
      return {
        type: 'link',
        uri: mask.text(part.uri),
        name: mask.text(part.name),
        mimeType: mask.text(part.mimeType),
      };
    case 'binary': {
      const { data } = part;
      const isSmall = data.length <= MOST_BYTES;
      return {
        type: 'binary',
        name: mask.text(part.name),
        mimeType: mask.text(part.mimeType),
        bytes: data.length,
        data: isSmall ? Buffer.from(data).toString('base64') : null,
      };
    }
  }
}

/** A value as the page shows it; a large one as the beginning of its text. */
export function resultView(
  { isError, structured, content }: McpCallResult,
  mask: Mask,
): Pick<CallResultView, 'isError' | 'structured' | 'content'> {
  const parts = contentViews(content, mask);
  if (structured === null) return { isError, structured, content: parts };
  const value = mask.json(structured);
  const text = JSON.stringify(value);
  if (text.length <= MOST_TEXT) return { isError, structured: value, content: parts };
  return { isError, structured: null, content: [{ type: 'text', ...cut(text) }, ...parts] };
}

/** What is kept of a result: everything but bytes, masked. */
export function resultRecord({ structured, content }: McpCallResult, mask: Mask): JsonObject {
  const parts = content.map((part) => {
    if (part.type !== 'binary') return { ...part };
    return { type: part.type, name: part.name, mimeType: part.mimeType, bytes: part.data.length };
  });
  return mask.json<JsonObject>({ structured, content: parts });
}

function cut(text: string): { readonly text: string; readonly omitted: number } {
  if (text.length <= MOST_TEXT) return { text, omitted: 0 };
  return { text: text.slice(0, MOST_TEXT), omitted: Buffer.byteLength(text.slice(MOST_TEXT)) };
}
