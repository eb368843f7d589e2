import { type } from '@orpc/contract';
import * as z from 'zod';
import { LANES } from '../pulser/plan.ts';
import { MEMBER_NAME } from '../pulser/primitives.ts';
import { AGENT_APPROVALS } from '../run/event.ts';
import type { LaneStates } from '../run/lane.ts';
import { call } from './base.ts';

/** What an operator sets. Every member is enforced somewhere. */
export const settings = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  keys: z.strictObject({
    /** Command id to keys, as typed: `g r`, `Shift+X`, `Mod+K`; an empty text switches it off. */
    overrides: z.record(z.string().max(80), z.string().max(40)),
    /** Single letters act outside text fields. */
    singleLetters: z.boolean(),
  }),
  notifications: z.strictObject({ approvals: z.boolean(), failures: z.boolean() }),
  /** Keep running in the tray when the last window is closed. */
  keepInTray: z.boolean(),
  /** Which steps agents may approve, or answer so that they go on. A person's word is never theirs to give. */
  agentApprovals: z.enum(AGENT_APPROVALS),
  /** Which plans agents may run: those that a person published in the library, or also texts of their own. */
  agentPlans: z.enum(['library', 'any']),
});
export type Settings = z.output<typeof settings>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  keys: { overrides: {}, singleLetters: true },
  notifications: { approvals: true, failures: true },
  keepInTray: false,
  agentApprovals: 'others',
  agentPlans: 'any',
};

/** A secret by name; its value never leaves the vault. */
export interface SecretRow {
  readonly name: string;
  /** ms UTC. */
  readonly updatedAt: number;
  /** An environment variable of that name is set, and wins. */
  readonly shadowed: boolean;
}

export interface VaultState {
  /** What protects it: keyring, passphrase, key file; `null` while there is none. */
  readonly protection: string | null;
  /** A passphrase must be given before values can be used or stored. */
  readonly locked: boolean;
}

/** A connection that plans name, with how it answered. */
export interface ConnectionRow {
  readonly planName: string;
  readonly documentId: string;
  readonly name: string;
  readonly driver: 'sqlite' | 'postgres';
  /** Path or URL as the plan has it, secrets as names. */
  readonly target: string;
}

export interface DataFolder {
  readonly path: string;
  /** Bytes. */
  readonly database: number;
  readonly logs: number;
  readonly artifacts: number;
  readonly backups: readonly { readonly name: string; readonly bytes: number; readonly at: number }[];
  readonly free: number;
}

const secretName = z.string().regex(MEMBER_NAME, 'letters, digits and _, not beginning with a digit').max(120);
const passphrase = z.string().min(1).max(1024);

export const settingsCalls = {
  get: call.input(z.strictObject({})).output(type<Settings>()),
  update: call.input(settings.partial()).output(type<Settings>()),
  lanes: call.input(z.strictObject({})).output(type<LaneStates>()),
  /** Sets what is given; the rest stays as it is. */
  setLane: call
    .input(z.strictObject({ lane: z.enum(LANES), held: z.boolean().optional(), reserved: z.boolean().optional() }))
    .output(type<LaneStates>()),
  secrets: call
    .input(z.strictObject({}))
    .output(type<{ readonly vault: VaultState; readonly secrets: readonly SecretRow[] }>()),
  setSecret: call
    .input(z.strictObject({ name: secretName, value: z.string().min(1).max(65_536) }))
    .output(type<null>()),
  removeSecret: call.input(z.strictObject({ name: secretName })).output(type<null>()),
  /** Gives the passphrase of the vault to this process, for as long as it runs. Refused with `vault.locked`. */
  unlock: call.input(z.strictObject({ passphrase })).output(type<VaultState>()),
  connections: call.input(z.strictObject({})).output(type<readonly ConnectionRow[]>()),
  /** Asks a database for one row, reading only. */
  testConnection: call
    .input(z.strictObject({ documentId: z.uuid(), name: z.string() }))
    .output(type<{ readonly ok: boolean; readonly message: string; readonly durationMs: number }>()),
  dataFolder: call.input(z.strictObject({})).output(type<DataFolder>()),
  /** Makes a backup of the database now. */
  backUp: call.input(z.strictObject({})).output(type<{ readonly name: string; readonly bytes: number }>()),
};
