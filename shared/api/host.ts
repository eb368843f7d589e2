import { type } from '@orpc/contract';
import * as z from 'zod';
import { call } from './base.ts';

/** What holds the page. */
export interface HostInfo {
  readonly kind: 'desktop' | 'browser';
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** The page draws the window's controls. */
  readonly hasWindowControls: boolean;
}

/** A native request that the page cannot serve itself. Opened bundles and links come as routes. */
export interface HostEvent {
  readonly navigate: string | null;
  readonly maximized: boolean;
  readonly fullScreen: boolean;
  /** The app ends once the runs under way in it have come to rest; it begins none. */
  readonly isClosing: boolean;
}

/** A plan file that a person chose. Without `folderId` its relative paths start from the session's workspace. */
export interface OpenedPlanFile {
  readonly name: string;
  readonly text: string;
  readonly folderId?: string;
}

export const host = {
  info: call.input(z.strictObject({})).output(type<HostInfo>()),
  /** State of the window and where to go; the first answer comes at once. */
  events: call.input(z.strictObject({})).output(type<AsyncIteratorObject<HostEvent, void, void>>()),
  window: call
    .input(z.strictObject({ action: z.enum(['minimize', 'toggle-maximize', 'close', 'quit']) }))
    .output(type<null>()),
  /** Text on the page is not saved yet, or all is: the app asks before it ends without it. */
  hold: call.input(z.strictObject({ unsaved: z.boolean() })).output(type<null>()),
  /** The person chooses a folder; the page gets its name and an id, never a path to give back. */
  chooseFolder: call
    .input(z.strictObject({}))
    .output(type<{ readonly folderId: string; readonly path: string } | null>()),
  /** The person chooses a plan file; its text comes back, and an id of its folder for `plans.create`. */
  openPlanFile: call.input(z.strictObject({})).output(type<OpenedPlanFile | null>()),
  /** Shows an exported bundle, or the data folder, in the file manager. */
  reveal: call
    .input(
      z.union([z.strictObject({ exportId: z.uuid() }), z.strictObject({ place: z.enum(['data', 'logs', 'backups']) })]),
    )
    .output(type<null>()),
  /** https and mailto only. */
  openExternal: call.input(z.strictObject({ url: z.url().max(2048) })).output(type<null>()),
};
