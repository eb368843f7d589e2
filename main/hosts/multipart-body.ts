const TYPE = /^multipart\/form-data; boundary=([\w'-]{27,70})$/;
const PART_HEAD =
  /^Content-Disposition: form-data; name="[^"\r\n]{1,200}"(?:; filename="[^"\r\n]{0,1000}")?(?:\r\nContent-Type: [\u0020-\u007e]{0,200})?$/;
/** A blank line ends the head of a part. */
const HEAD_END = '\r\n\r\n';
const LINE_AND_DASHES = '\r\n--';
const LONGEST_HEAD = 4_096;
/** A call's input and the one file beside it, with room for what is named twice. */
const MOST_PARTS = 16;

/**
 * Whether bytes are a form in the one way that browsers write it. A reader of forms takes more than this, and rejects the rest:
 * what passes here it reads.
 */
export function isMultipart(contentType: string, body: Uint8Array): boolean {
  const [, boundary] = TYPE.exec(contentType) ?? [];
  if (boundary === undefined) return false;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const mark = `--${boundary}`;
  if (!startsWith(bytes, 0, mark)) return false;
  let at = mark.length;
  for (let part = 0; part <= MOST_PARTS; part += 1) {
    if (startsWith(bytes, at, '--')) return part > 0 && isEnd(bytes, at + 2);
    const content = afterHead(bytes, at);
    if (content === undefined) return false;
    // Nowhere in the content either: a reader may look for it without what stands before it.
    const next = bytes.indexOf(boundary, content, 'latin1');
    if (next < content + LINE_AND_DASHES.length || !startsWith(bytes, next - LINE_AND_DASHES.length, LINE_AND_DASHES))
      return false;
    at = next + boundary.length;
  }
  return false;
}

/** Where the content of a part begins; undefined where its head is none. */
function afterHead(bytes: Buffer, at: number): number | undefined {
  if (!startsWith(bytes, at, '\r\n')) return undefined;
  const from = at + 2;
  const window = bytes.subarray(from, from + LONGEST_HEAD);
  const end = window.indexOf(HEAD_END, 0, 'latin1');
  if (end === -1 || !PART_HEAD.test(window.toString('latin1', 0, end))) return undefined;
  return from + end + HEAD_END.length;
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}

function isEnd(bytes: Buffer, at: number): boolean {
  const rest = bytes.length - at;
  return rest === 0 || (rest === 2 && startsWith(bytes, at, '\r\n'));
}
