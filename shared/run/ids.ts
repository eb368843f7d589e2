/** Identity of a run: a UUIDv7, so ids sort by creation. People see `R-<number>` instead. */
export type RunId = string & { readonly __id: 'run' };
/** Identity of a session: a UUIDv7. */
export type SessionId = string & { readonly __id: 'session' };
/** Identity of one process start that executes runs: a UUIDv7, fresh at each start. */
export type InstanceId = string & { readonly __id: 'instance' };

/** The label that people see and type: `R-12`. The number counts runs of one data folder from 1. */
export function runLabel(number: number): string {
  return `R-${number}`;
}
