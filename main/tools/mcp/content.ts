import { posix } from 'node:path';
import type { CallToolResult, ContentBlock, ReadResourceResult } from '@modelcontextprotocol/client';
import type { McpContent } from '#main/engine/ports/mcp.ts';

const ENDINGS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
};

/** The parts of a result, with bytes decoded. Parts that have no name of their own are numbered. */
export function contentOf(result: Pick<CallToolResult, 'content'>): readonly McpContent[] {
  return result.content.map((block, at) => contentPart(block, at + 1));
}

/** One part; `number` names what has no name of its own. */
export function contentPart(block: ContentBlock, number: number): McpContent {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'image':
    case 'audio':
      return {
        type: 'binary',
        name: `${block.type}-${number}.${ENDINGS[block.mimeType] ?? 'bin'}`,
        mimeType: block.mimeType,
        data: Buffer.from(block.data, 'base64'),
      };
    case 'resource_link':
      return { type: 'link', uri: block.uri, name: block.name, mimeType: block.mimeType ?? '' };
    case 'resource':
      return resourcePart(block.resource, number);
  }
}

/** What a resource holds. */
export function resourceParts(contents: ReadResourceResult['contents']): readonly McpContent[] {
  return contents.map((part, at) => resourcePart(part, at + 1));
}

function resourcePart(resource: ReadResourceResult['contents'][number], number: number): McpContent {
  const mimeType = resource.mimeType ?? '';
  if ('text' in resource) return { type: 'resource', uri: resource.uri, mimeType, text: resource.text };
  return {
    type: 'binary',
    name: nameOf(resource.uri) ?? `resource-${number}.${ENDINGS[mimeType] ?? 'bin'}`,
    mimeType,
    data: Buffer.from(resource.blob, 'base64'),
  };
}

/** The last part of the path of an address, if it can be the name of a file. */
function nameOf(uri: string): string | undefined {
  try {
    const name = decodeURIComponent(posix.basename(new URL(uri).pathname));
    return /^[\w.-]{1,100}$/.test(name) && !name.startsWith('.') ? name : undefined;
  } catch {
    return undefined;
  }
}
