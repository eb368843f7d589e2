import type { SystemState } from '#shared/api/system.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { anyState, open } from './base.ts';
import type { ApiContext, HostContext } from './context.ts';
import { systemChanges } from './streams/system-changes.ts';

export const systemCalls = {
  state: anyState.system.state.handler(({ context }) => systemState(context.api)),
  changes: open.system.changes.handler(({ context, input, signal }) =>
    systemChanges(context.api, input, signal ?? new AbortController().signal),
  ),
  doctor: open.system.doctor.handler(({ context }) => context.api.machine.examine()),
};

function systemState(api: HostContext['api']): SystemState {
  const { version, dataDir, actor, hostName } = api;
  const base = { version, dataDir, operator: actor.name, host: hostName };
  if (!api.usable) {
    return { ...base, status: 'unusable', problem: api.problem, ledger: { events: 0, lastHash: null }, isNew: false };
  }
  const { isReadOnly, problem } = api.storeState();
  try {
    return { ...base, status: isReadOnly ? 'read-only' : 'ready', problem, ...ledgerOf(api) };
  } catch (error) {
    // It could be opened, and nothing can be read of it.
    if (!(error instanceof AppError) || error.code !== 'store.damaged') throw error;
    const { code, message, hint } = error;
    const read = { code, message, ...(hint === undefined ? {} : { hint }) };
    return {
      ...base,
      status: 'unusable',
      problem: problem ?? read,
      ledger: { events: 0, lastHash: null },
      isNew: false,
    };
  }
}

function ledgerOf({ store }: ApiContext): Pick<SystemState, 'ledger' | 'isNew'> {
  const ledger = store.runs.ledger();
  return { ledger, isNew: ledger.events === 0 };
}
