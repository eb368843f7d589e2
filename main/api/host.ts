import { AppError } from '#shared/lib/app-error.ts';
import { anyState } from './base.ts';
import type { HostContext } from './context.ts';

export const hostCalls = {
  info: anyState.host.info.handler(({ context }) => context.api.host.info),
  events: anyState.host.events.handler(({ context, signal }) =>
    context.api.host.events(signal ?? new AbortController().signal),
  ),
  window: anyState.host.window.handler(({ context, input }) => {
    context.api.host.window(input.action);
    return null;
  }),
  hold: anyState.host.hold.handler(({ context, input }) => {
    context.api.host.hold(input.unsaved);
    return null;
  }),
  chooseFolder: anyState.host.chooseFolder.handler(({ context }) => context.api.host.chooseFolder()),
  openPlanFile: anyState.host.openPlanFile.handler(({ context }) => context.api.host.openPlanFile()),
  reveal: anyState.host.reveal.handler(async ({ context: { api }, input }) => {
    await api.host.reveal('exportId' in input ? exportedFile(api, input.exportId) : folderOf(api, input.place));
    return null;
  }),
  openExternal: anyState.host.openExternal.handler(async ({ context, input }) => {
    const { protocol } = new URL(input.url);
    if (protocol !== 'https:' && protocol !== 'mailto:') {
      throw new AppError('host.url', `links of the kind ${protocol} are not opened`, { hint: 'https and mailto are' });
    }
    await context.api.host.openExternal(input.url);
    return null;
  }),
};

function exportedFile(api: HostContext['api'], exportId: string): string {
  if (!api.usable) throw new AppError('bundle.unknown-export', 'nothing was exported: the data folder is not open');
  return api.bundles.exported(exportId).path;
}

/** Without an open data folder its own folder can still be shown. */
function folderOf(api: HostContext['api'], place: 'data' | 'logs' | 'backups'): string {
  return api.usable ? api.machine.folder(place) : api.dataDir;
}
