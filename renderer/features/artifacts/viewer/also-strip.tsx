import { useAnswer } from '#renderer/client/query.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { runLabel } from '#shared/run/ids.ts';
import { readBytes } from '../content.ts';
import { FileIcon } from '../file-icon.tsx';
import type { PlacedFile } from '../model/artifact-rows.ts';
import { kindOf } from '../model/file-kind.ts';
import { peekRows } from '../model/peek.ts';
import styles from './also-strip.module.css';
import { usePicture } from './image-view.tsx';

const MOST_PICTURE_BYTES = 1_000_000;
const PEEK_BYTES = 2048;

interface AlsoStripProps {
  readonly chosen: PlacedFile;
  /** Further files of its run. */
  readonly others: readonly PlacedFile[];
  readonly onChoose: (file: PlacedFile) => void;
}

/** What else the run left, at a glance. */
export function AlsoStrip({ chosen, others, onChoose }: AlsoStripProps) {
  if (others.length === 0) return null;
  return (
    <section className={styles.strip} aria-label={`Also from ${runLabel(chosen.group.run.number)}`}>
      <div className={styles.head}>
        <h2>Also from {runLabel(chosen.group.run.number)}</h2>
        <span className={styles.hint}>
          <Kbds keys="[" />
          <Kbds keys="]" />
          previous, next file
        </span>
      </div>
      <div className={styles.files}>
        {others.map((other) => (
          <button key={other.key} type="button" className={styles.file} onClick={() => onChoose(other)}>
            <span className={styles.peek} aria-hidden>
              <Peek file={other.file} />
            </span>
            <span className={styles.caption}>
              <FileIcon file={other.file} size={12} />
              <PathText path={other.file.name} />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Peek({ file }: { readonly file: ArtifactRef }) {
  if (kindOf(file) === 'image' && file.size <= MOST_PICTURE_BYTES) return <PicturePeek file={file} />;
  return <TextPeek file={file} />;
}

function PicturePeek({ file }: { readonly file: ArtifactRef }) {
  const { url } = usePicture(file);
  return url === null ? null : <img className={styles.picture} src={url} alt="" />;
}

function TextPeek({ file }: { readonly file: ArtifactRef }) {
  const { data } = useAnswer(
    ['content', file.digest, 'peek'],
    (signal) => readBytes(file.digest, 0, PEEK_BYTES, signal),
    { staleTime: Number.POSITIVE_INFINITY },
  );
  return data === undefined ? null : peekRows(file, data).join('\n');
}
