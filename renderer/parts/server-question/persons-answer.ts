import type { client } from '#renderer/client/client.ts';

/** A person's answer to what a server asks. */
export type McpPersonsAnswer = Parameters<typeof client.mcp.answer>[0]['answer'];
