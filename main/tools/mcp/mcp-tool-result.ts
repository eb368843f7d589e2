import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { McpCallResult, McpContent } from '#main/engine/ports/mcp.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { exactJson } from '#shared/lib/parse-json.ts';
import { resultJson, resultText } from '#shared/mcp/result-value.ts';

/**
 * A call's result as expressions see it. Images, audio and resources become files of `folder`, which are artifacts of the step;
 * links stay links.
 */
export function toolResult(result: McpCallResult, folder: string): JsonObject {
  const { isError, structured, content } = result;
  const text = resultText(content);
  const files = new Files(folder);
  return {
    isError,
    text,
    structured: structured === null ? null : exactJson(structured),
    json: structured === null ? resultJson(text) : null,
    content: content.flatMap((part) => (part.type === 'text' ? [] : [shownPart(part, files)])),
  };
}

function shownPart(part: Exclude<McpContent, { type: 'text' }>, files: Files): Json {
  switch (part.type) {
    case 'binary': {
      const { data } = part;
      const mimeType = part.mimeType.toWellFormed();
      return { type: 'file', name: files.write(part.name, data), mimeType, size: data.length };
    }
    case 'resource': {
      const { uri, mimeType, text } = part;
      const bytes = Buffer.from(text, 'utf8');
      return exactJson({
        type: 'resource',
        uri,
        mimeType,
        name: files.write(nameOf(uri), bytes),
        size: bytes.length,
        text,
      });
    }
    case 'link':
      return exactJson({ type: 'link', uri: part.uri, name: part.name, mimeType: part.mimeType });
  }
}

/** The last part of an address. */
function nameOf(uri: string): string {
  return (
    uri
      .split(/[?#]/, 1)[0]
      ?.split('/')
      .findLast((part) => part !== '') ?? ''
  );
}

const LONGEST_NAME = 100;

/** The files of one act. A server chooses their names, so those say nothing of where they are written. */
class Files {
  readonly #folder: string;
  readonly #names = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns the name that the file got. */
  write(wanted: string, bytes: Uint8Array): string {
    if (this.#names.size === 0) mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const name = this.#free(
      wanted
        .replaceAll(/[^\w.-]+/g, '_')
        .slice(-LONGEST_NAME)
        .replace(/^\.+/, ''),
    );
    this.#names.add(name.toLowerCase());
    writeFileSync(join(this.#folder, name), bytes, { flag: 'wx', mode: 0o600 });
    return name;
  }

  #free(wanted: string): string {
    const base = wanted === '' ? 'file' : wanted;
    if (!this.#names.has(base.toLowerCase())) return base;
    const dot = base.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [base.slice(0, dot), base.slice(dot)] : [base, ''];
    for (let number = 2; ; number += 1) {
      const name = `${stem}-${number}${ending}`;
      if (!this.#names.has(name.toLowerCase())) return name;
    }
  }
}
