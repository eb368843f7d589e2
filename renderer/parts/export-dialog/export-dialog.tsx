import { FileSignature, Folder } from 'lucide-react';
import { useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { keys } from '#renderer/client/keys.ts';
import { useAnswer } from '#renderer/client/query.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import type { ExportedView } from '#shared/api/proofs.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import { downloadBundle } from './download-bundle.ts';
import styles from './export-dialog.module.css';
import { ExportDone } from './export-done.tsx';
import { ExportParts } from './export-parts.tsx';
import { NOTHING_WITHHELD } from './export-selection.ts';
import { ThirdParty } from './third-party.tsx';

interface ExportDialogProps {
  readonly runId: RunId;
  readonly number: number;
  readonly planTitle: string;
  readonly proofs: { readonly verified: number; readonly total: number };
  readonly onClose: () => void;
}

/** Writes a proof bundle: what goes in, what is withheld, where to, and how somebody else checks it. */
export function ExportDialog({ runId, number, planTitle, proofs, onClose }: ExportDialogProps) {
  const preview = useAnswer(keys.exportPreview(runId), (signal) => client.proofs.preview({ runId }, { signal }));
  const [selection, setSelection] = useState(NOTHING_WITHHELD);
  const [hasLayout, setLayout] = useState(false);
  const [folder, setFolder] = useState<{ readonly folderId: string; readonly path: string } | null>(null);
  const [progress, setProgress] = useState<string | null>(null);
  const [done, setDone] = useState<ExportedView | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const stop = useRef<AbortController | null>(null);
  const isWriting = progress !== null;

  const write = async (): Promise<void> => {
    if (isWriting || preview.data === undefined) return;
    setError(null);
    setProgress('Writing and signing');
    const order = new AbortController();
    stop.current = order;
    const { signal } = order;
    const exclude = {
      artifacts: [...selection.artifacts],
      logs: [...selection.logs],
      fields: [...selection.fields],
    };
    try {
      const asked = { runId, exclude, layout: hasLayout, folderId: folder?.folderId ?? null };
      const written = await client.proofs.export(asked, { signal });
      if (written.path === null) {
        await downloadBundle(
          written.exportId,
          written.fileName,
          (share) => setProgress(`Downloading, ${Math.round(share * 100)}%`),
          signal,
        );
      }
      setDone(written);
    } catch (thrown) {
      if (!signal.aborted) setError(toClientError(thrown));
    } finally {
      setProgress(null);
    }
  };
  const choose = async (): Promise<void> => {
    const chosen = await client.host.chooseFolder({});
    if (chosen !== null) setFolder(chosen);
  };
  const close = (): void => {
    stop.current?.abort();
    onClose();
  };
  useCommands([
    {
      id: 'export.write',
      title: 'Export bundle',
      keys: 'Mod+Enter',
      group: 'Export',
      always: true,
      enabled: done === null,
      run: () => void write(),
    },
  ]);
  const place = folder?.path ?? preview.data?.folder ?? null;
  return (
    <Dialog
      open
      size="lg"
      sticky
      title="Export proof bundle"
      description={`${runLabel(number)} ${planTitle}, proofs ${proofs.verified}/${proofs.total}`}
      onClose={close}
      footer={
        done === null ? (
          <>
            <span className={styles.place}>
              <Folder size={14} aria-hidden />
              <code>
                {place === null
                  ? `Download: ${preview.data?.fileName ?? ''}`
                  : `${place}/${preview.data?.fileName ?? ''}`}
              </code>
              {place !== null && (
                <Button variant="ghost" size="sm" disabled={isWriting} onClick={() => void choose()}>
                  Change
                </Button>
              )}
            </span>
            <Button keys="Escape" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              icon={FileSignature}
              keys="Mod+Enter"
              busy={isWriting}
              disabled={preview.data === undefined}
              onClick={() => void write()}
            >
              {progress ?? 'Export bundle'}
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        )
      }
    >
      {done !== null ? (
        <ExportDone exported={done} />
      ) : preview.data === undefined ? (
        <Loading error={preview.error} />
      ) : (
        <>
          <ExportParts
            preview={preview.data}
            selection={selection}
            onSelection={setSelection}
            hasLayout={hasLayout}
            onLayout={setLayout}
          />
          <ThirdParty preview={preview.data} />
        </>
      )}
      {error !== null && (
        <div className={styles.problem}>
          <Notice status="failed">
            The bundle was not written: {error.message}.{error.hint === undefined ? '' : ` ${error.hint}.`}
          </Notice>
        </div>
      )}
    </Dialog>
  );
}

function Loading({ error }: { readonly error: ClientError | null }) {
  if (error !== null) {
    return (
      <Notice status="failed">
        This run cannot be exported: {error.message}.{error.hint === undefined ? '' : ` ${error.hint}.`}
      </Notice>
    );
  }
  return (
    <div className={styles.loading} aria-busy>
      <Skeleton width="60%" />
      <Skeleton width="82%" />
      <Skeleton width="71%" />
    </div>
  );
}
