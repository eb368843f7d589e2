import { AppError } from '#shared/lib/app-error.ts';
import { open } from './base.ts';
import { chosenFolder } from './chosen-folder.ts';
import type { ApiContext } from './context.ts';
import { requireRun } from './find-run.ts';
import type { BundleFile } from './ports/bundle-desk.ts';

export const proofCalls = {
  preview: open.proofs.preview.handler(({ context: { api }, input }) => {
    requireRun(api, input.runId);
    return api.bundles.preview(input.runId, api.host.exportFolder);
  }),
  export: open.proofs.export.handler(({ context: { api }, input: { folderId, ...order }, signal }) => {
    requireRun(api, order.runId);
    const folder = folderId === null ? api.host.exportFolder : chosenFolder(api, folderId);
    return api.bundles.export({ ...order, actor: api.actor, folder }, signal ?? new AbortController().signal);
  }),
  read: open.proofs.read.handler(async ({ context, input: { exportId, ...range } }) => {
    const { bytes, size } = await context.api.bundles.read(exportId, range);
    return { base64: Buffer.from(bytes).toString('base64'), size };
  }),
  verify: open.proofs.verify.handler(({ context: { api }, input, signal }) =>
    api.bundles.verify(bundleOf(api, input), signal ?? new AbortController().signal),
  ),
};

type VerifyInput = { readonly exportId: string } | { readonly openedId: string } | { readonly file: File };

function bundleOf({ bundles, host }: ApiContext, input: VerifyInput): BundleFile {
  if ('file' in input) return { kind: 'upload', file: input.file, fileName: input.file.name };
  if ('exportId' in input) return { kind: 'path', ...bundles.exported(input.exportId) };
  const opened = host.openedBundle(input.openedId);
  if (opened === undefined) {
    throw new AppError('bundle.unknown-opened', 'that bundle is not open any more', { hint: 'open the file again' });
  }
  return {
    kind: 'path',
    path: opened.file,
    fileName: opened.file.slice(Math.max(opened.file.lastIndexOf('/'), opened.file.lastIndexOf('\\')) + 1),
  };
}
