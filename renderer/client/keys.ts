import type { HistoryFilter, HistorySort } from '#shared/api/history.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';

/** Names of everything that is read and kept; the first word is the domain, and alone it means all of it. */
export const keys = {
  systemState: () => ['system', 'state'] as const,
  doctor: () => ['system', 'doctor'] as const,
  host: () => ['host'] as const,
  sessions: (archived: boolean) => ['sessions', archived] as const,
  board: (sessionId: SessionId) => ['board', sessionId] as const,
  metrics: () => ['metrics'] as const,
  /** By id, number or label, as the page was asked for. */
  run: (ref: string) => ['run', ref] as const,
  step: (runId: RunId, stepId: string) => ['step', runId, stepId] as const,
  events: (runId: RunId, after: number) => ['events', runId, after] as const,
  comparison: (left: RunId, right: RunId) => ['comparison', left, right] as const,
  questions: () => ['questions'] as const,
  logs: (runId: RunId) => ['logs', runId] as const,
  artifacts: (text: string, runId: RunId | null) => ['artifacts', 'list', text, runId] as const,
  artifactOrigin: (runId: RunId, stepId: string, name: string) => ['artifacts', 'origin', runId, stepId, name] as const,
  artifactContent: (digest: Digest, offset: number) => ['content', digest, offset] as const,
  plans: (archived: boolean) => ['plans', 'list', archived] as const,
  plan: (documentId: string) => ['plans', 'document', documentId] as const,
  planRevision: (documentId: string, number: number) => ['plans', 'revision', documentId, number] as const,
  planByDigest: (digest: Digest) => ['plan-by-digest', digest] as const,
  planSchema: () => ['plan-schema'] as const,
  templates: () => ['templates'] as const,
  historyWindow: (filter: HistoryFilter, sort: HistorySort, offset: number, limit: number) =>
    ['history', 'window', filter, sort, offset, limit] as const,
  historyStats: (filter: HistoryFilter) => ['history', 'stats', filter] as const,
  historyFacets: () => ['history', 'facets'] as const,
  savedViews: () => ['views'] as const,
  exportPreview: (runId: RunId) => ['proofs', 'preview', runId] as const,
  settings: () => ['settings'] as const,
  lanes: () => ['lanes'] as const,
  secrets: () => ['secrets'] as const,
  connections: () => ['connections'] as const,
  dataFolder: () => ['data-folder'] as const,
  identity: () => ['identity', 'own'] as const,
  servers: () => ['mcp', 'list'] as const,
  server: (name: string) => ['mcp', 'server', name] as const,
  toolCalls: (name: string, tool: string | null) => ['mcp', 'calls', name, tool] as const,
  serverLog: (name: string) => ['mcp', 'log', name] as const,
  trusted: () => ['identity', 'trusted'] as const,
};
