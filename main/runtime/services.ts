import type { HttpClient, SqlClient } from '#main/engine/ports/connections.ts';
import type { LogStore } from '#main/engine/ports/log.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpClient, McpClientOptions } from '#main/engine/ports/mcp.ts';
import type { Store } from '#main/engine/ports/store.ts';
import type { Tool } from '#main/engine/ports/tool.ts';
import type { Verifier } from '#main/engine/ports/verifier.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { Logger } from '#main/kernel/logger.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { Result } from '#shared/lib/result.ts';
import type { CheckKind } from '#shared/pulser/check.ts';
import type { ToolKind } from '#shared/pulser/tool-call.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { RunEvent, SecretSource } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

/** Secrets of one run, in the clear: held in memory only, for as long as the run executes here. */
export interface RunSecrets {
  readonly values: Readonly<Record<string, string>>;
  readonly sources: readonly SecretSource[];
  /** What the operator should know, such as a secret that is too short to be masked well. */
  readonly warnings: readonly string[];
}

/** Finds files that a step declared as artifacts and takes them in. */
export type CollectArtifacts = (request: {
  readonly cwd: string;
  readonly workspace: string;
  readonly patterns: readonly string[];
  /** Folder whose files are all artifacts (`$OPS_ARTIFACTS`). */
  readonly scratch: string;
  readonly stepId: string;
  readonly mask: Mask;
}) => Promise<readonly ArtifactRef[]>;

/** What reads the world for a plan: enough for a dry run, which has no tool and no store at hand. */
export type ReadingServices = Pick<
  RuntimeServices,
  | 'clock'
  | 'verifier'
  | 'resolveSecrets'
  | 'createMask'
  | 'createSqlClient'
  | 'createMcpClient'
  | 'http'
  | 'environment'
>;

/** Everything that the runtime works with. The host composes it. */
export interface RuntimeServices {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly logs: LogStore;
  readonly tool: (kind: ToolKind) => Tool;
  readonly tools: readonly Tool[];
  readonly verifier: (kind: CheckKind) => Verifier;
  readonly collectArtifacts: CollectArtifacts;
  readonly resolveSecrets: (names: readonly string[]) => Promise<Result<RunSecrets, ErrorData>>;
  readonly createMask: (secrets: Readonly<Record<string, string>>) => Mask;
  /** A mask of those named secrets that can be had here: for what people type beside a run, which must not wait for a secret. */
  readonly maskOf: (names: readonly string[]) => Promise<Mask>;
  readonly createSqlClient: () => SqlClient;
  readonly createMcpClient: (options: McpClientOptions) => McpClient;
  readonly http: HttpClient;
  /** Environment that child processes inherit: already cut down to the allow-list. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for private files of acts under way. Absolute. */
  readonly scratchFolder: string;
  /** Called after each commit of this process, in order. */
  readonly onEvents?: (runId: RunId, events: readonly RunEvent[]) => void;
}
