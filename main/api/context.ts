import type { Store } from '#main/engine/ports/store.ts';
import type { RuntimeServices } from '#main/runtime/services.ts';
import type { RunFolds } from '#main/runtime/views/run-folds.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ArtifactDesk } from './ports/artifact-desk.ts';
import type { BundleDesk } from './ports/bundle-desk.ts';
import type { HostActions } from './ports/host-actions.ts';
import type { IdentityDesk } from './ports/identity-desk.ts';
import type { LogDesk } from './ports/log-desk.ts';
import type { LogTails } from './ports/log-tails.ts';
import type { MachineDesk } from './ports/machine-desk.ts';
import type { McpDesk } from './ports/mcp-desk.ts';
import type { PlanDesk } from './ports/plan-desk.ts';
import type { SecretDesk } from './ports/secret-desk.ts';

/** What every call has at hand, also where the data folder could not be opened. */
interface CommonContext {
  readonly host: HostActions;
  /** The person in whose name calls are made. */
  readonly actor: Actor;
  /** Name of the machine. */
  readonly hostName: string;
  readonly version: string;
  readonly dataDir: string;
  /** Writes what nobody foresaw to the log of the product, and returns its message without secrets. */
  readonly reportFault: (call: string, error: unknown) => string;
}

/** An open data folder and everything that calls delegate to. */
export interface ApiContext extends CommonContext {
  readonly usable: true;
  readonly store: Store;
  /** How the store stands now: it may turn out to be damaged later. */
  readonly storeState: () => { readonly isReadOnly: boolean; readonly problem: ErrorData | null };
  readonly services: RuntimeServices;
  /** Version of the engine, recorded on new runs. */
  readonly engine: string;
  /** Without a beat for this long a worker is silent, ms. */
  readonly leaseMs: number;
  readonly runs: RunFolds;
  readonly logs: LogDesk;
  readonly tails: LogTails;
  readonly artifacts: ArtifactDesk;
  readonly secrets: SecretDesk;
  readonly identity: IdentityDesk;
  readonly bundles: BundleDesk;
  readonly machine: MachineDesk;
  readonly plans: PlanDesk;
  /** Opened when it is first asked for. */
  readonly mcp: () => Promise<McpDesk>;
}

/** A data folder that could not be opened: only `system.state` and `host` answer. */
export interface UnusableContext extends CommonContext {
  readonly usable: false;
  readonly problem: ErrorData;
}

/** What a host hands to the router with each connection. */
export interface HostContext {
  readonly api: ApiContext | UnusableContext;
}
