import { Check, Copy, Download, PanelRight, WrapText } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '#renderer/ui/button.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import { PathText } from '#renderer/ui/path-text.tsx';
import { type Segment, Segmented } from '#renderer/ui/segmented.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { ArtifactOrigin } from '#shared/api/artifacts.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { runLabel } from '#shared/run/ids.ts';
import { readBytes } from '../content.ts';
import { FileIcon } from '../file-icon.tsx';
import { type FileKind, imageType, kindOf } from '../model/file-kind.ts';
import { CompareView, type DiffCounts, PatchView } from './diff-view.tsx';
import { HexView } from './hex-view.tsx';
import { ImageView } from './image-view.tsx';
import { JsonView } from './json-view.tsx';
import { MOST_WRAPPED_BYTES, TextView } from './text-view.tsx';
import styles from './viewer.module.css';

const MOST_COPIED = 4_000_000;

interface ViewerProps {
  readonly file: ArtifactRef;
  readonly origin: ArtifactOrigin | undefined;
  readonly onSave: () => void;
  /** Opens the details where they have no room of their own. */
  readonly onDetails: (() => void) | null;
}

/** One file, as what it is or as its bytes. */
export function Viewer({ file, origin, onSave, onDetails }: ViewerProps) {
  const kind = kindOf(file);
  const [chosen, setChosen] = useState<FileKind | null>(null);
  const [wraps, setWraps] = useState(false);
  const [counts, setCounts] = useState<DiffCounts | null>(null);
  const previous = origin?.previous ?? null;
  const isText = kind !== 'hex' && !(kind === 'image' && imageType(file) !== 'image/svg+xml');
  const canShow: Readonly<Record<FileKind, boolean>> = {
    text: isText,
    json: kind === 'json' || kind === 'text',
    image: imageType(file) !== null,
    diff: kind === 'diff' || (previous !== null && isText),
    hex: true,
  };
  const view = chosen !== null && canShow[chosen] ? chosen : kind;
  const canWrap = view === 'text' && file.size <= MOST_WRAPPED_BYTES;
  return (
    <section className={styles.viewer} aria-label="Viewer">
      <div className={styles.bar}>
        <FileIcon file={file} size={14} />
        <PathText className={styles.name} path={file.name} />
        <span className={styles.note}>
          {counts === null
            ? formatBytes(file.size)
            : `${counts.added} added, ${counts.removed} removed${comparedWith(kind, previous)}`}
        </span>
        <span className={styles.space} />
        <Segmented label="View as" value={view} onChange={setChosen} segments={segments(canShow)} />
        <IconButton
          icon={WrapText}
          label={canWrap ? 'Wrap lines' : 'Lines wrap in texts up to 2 MB'}
          aria-pressed={wraps}
          disabled={!canWrap}
          onClick={() => setWraps(!wraps)}
        />
        <CopyContent file={file} isText={isText} />
        <IconButton icon={Download} label="Save a copy" onClick={onSave} />
        {onDetails !== null && <IconButton icon={PanelRight} label="Details" keys="i" onClick={onDetails} />}
      </div>
      <div className={styles.body}>
        {view === 'text' && <TextView file={file} wraps={wraps && canWrap} />}
        {view === 'json' && <JsonView file={file} />}
        {view === 'image' && <ImageView file={file} />}
        {view === 'hex' && <HexView file={file} />}
        {view === 'diff' &&
          (kind === 'diff' || previous === null ? (
            <PatchView file={file} onCounts={setCounts} />
          ) : (
            <CompareView
              file={file}
              previous={{ label: runLabel(previous.run.number), digest: previous.digest, size: previous.size }}
              onCounts={setCounts}
            />
          ))}
      </div>
    </section>
  );
}

function comparedWith(kind: FileKind, previous: ArtifactOrigin['previous']): string {
  return kind === 'diff' || previous === null ? '' : ` since ${runLabel(previous.run.number)}`;
}

const NAMES: Readonly<Record<FileKind, string>> = {
  text: 'Text',
  json: 'JSON',
  image: 'Image',
  diff: 'Diff',
  hex: 'Hex',
};

function segments(canShow: Readonly<Record<FileKind, boolean>>): readonly Segment<FileKind>[] {
  return (['text', 'json', 'image', 'diff', 'hex'] as const).map((value) => ({
    value,
    label: NAMES[value],
    disabled: !canShow[value],
  }));
}

function CopyContent({ file, isText }: { readonly file: ArtifactRef; readonly isText: boolean }) {
  const [isCopied, setCopied] = useState(false);
  const { show } = useToast();
  const canCopy = isText && file.size <= MOST_COPIED;
  const copy = async (): Promise<void> => {
    try {
      const bytes = await readBytes(file.digest, 0, Math.max(1, file.size), new AbortController().signal);
      await navigator.clipboard.writeText(new TextDecoder().decode(bytes));
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      show({ status: 'failed', title: `${file.name} was not copied`, text: 'Save it instead, or select and copy.' });
    }
  };
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? 'Copied' : canCopy ? 'Copy the text' : 'Only texts up to 4 MB are copied'}
      disabled={!canCopy}
      onClick={() => void copy()}
    />
  );
}
