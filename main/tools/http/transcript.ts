import type { HttpResponse } from '#main/engine/ports/connections.ts';
import type { ToolContext } from '#main/engine/ports/tool.ts';
import type { LogRef } from '#shared/run/artifact.ts';

const TERMINAL = { width: 120, height: 40 };
const CUT = Buffer.from('\r\n… cut at the log limit of the plan\r\n', 'utf8');

/** A readable recording of one exchange, masked on its way in. */
export interface Transcript {
  request(method: string, url: URL): Promise<void>;
  response(response: HttpResponse, headers: Readonly<Record<string, string>>): Promise<void>;
  failure(message: string): Promise<void>;
  close(): Promise<LogRef>;
}

export function openTranscript(context: ToolContext): Transcript {
  const writer = context.openLog(TERMINAL);
  const stream = context.mask.stream();
  let room = context.logLimit ?? Number.POSITIVE_INFINITY;

  // Cut after masking: half a secret would not be recognised.
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0 || room <= 0) return;
    await writer.write(bytes.length <= room ? bytes : bytes.subarray(0, room));
    if (bytes.length > room) await writer.write(CUT);
    room -= bytes.length;
  };
  const write = async (text: string): Promise<void> => {
    await put(stream.write(Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8')));
  };

  return {
    request: (method, url) => write(`> ${method} ${url.origin}${url.pathname}${url.search}\n`),
    async response(response, headers) {
      await write(`< ${response.status}\n`);
      if (response.url !== '') await write(`< url: ${response.url}\n`);
      for (const [name, value] of Object.entries(headers)) await write(`< ${name}: ${value}\n`);
      await write('\n');
      if (response.text !== '') await write(response.text.endsWith('\n') ? response.text : `${response.text}\n`);
      if (response.truncated) await write('… the body is longer than what is kept\n');
    },
    failure: (message) => write(`! ${message}\n`),
    async close() {
      await put(stream.end());
      return writer.close(stream.redactions);
    },
  };
}
