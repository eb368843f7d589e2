import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { useWhole } from '../content.ts';
import { imageType } from '../model/file-kind.ts';
import { NotShown, Reading, ReadProblem } from './problem.tsx';
import styles from './viewer.module.css';

const MOST_BYTES = 48_000_000;
const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8] as const;

/** A picture, fitted or at any scale. SVG is drawn as a picture as well: nothing in it runs or loads. */
export function ImageView({ file }: { readonly file: ArtifactRef }) {
  const isSmall = file.size <= MOST_BYTES;
  const picture = usePicture(isSmall ? file : null);
  const [zoom, setZoom] = useState<number | null>(null);
  const [natural, setNatural] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const [isBroken, setBroken] = useState(false);
  if (!isSmall)
    return <NotShown>Pictures above {formatBytes(MOST_BYTES)} are not drawn. Save it to look at it.</NotShown>;
  if (picture.error !== null) return <ReadProblem error={picture.error} />;
  if (picture.url === null) return <Reading />;
  if (isBroken) return <NotShown>This is no picture that can be drawn. Hex shows its bytes.</NotShown>;
  const next = (by: 1 | -1): void => {
    const now = zoom ?? 1;
    const found = by === 1 ? STEPS.find((step) => step > now) : STEPS.findLast((step) => step < now);
    if (found !== undefined) setZoom(found);
  };
  const size = natural === null || zoom === null ? {} : { width: natural.width * zoom, height: natural.height * zoom };
  return (
    <>
      <div className={styles.imageTools}>
        <IconButton icon={ZoomOut} label="Smaller" onClick={() => next(-1)} />
        <span className={styles.scale} aria-live="polite">
          {zoom === null ? 'Fitted' : `${Math.round(zoom * 100)}%`}
        </span>
        <IconButton icon={ZoomIn} label="Larger" onClick={() => next(1)} />
        <Button size="sm" variant="ghost" aria-pressed={zoom === null} onClick={() => setZoom(null)}>
          Fit
        </Button>
        <Button size="sm" variant="ghost" aria-pressed={zoom === 1} onClick={() => setZoom(1)}>
          100%
        </Button>
        {natural !== null && (
          <span className={styles.scale}>
            {natural.width} × {natural.height}
          </span>
        )}
      </div>
      <div
        role="region"
        aria-label={`Picture ${file.name}`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls takes the keys that scroll
        tabIndex={0}
        data-viewer
        className={styles.stage}
        data-fit={zoom === null || undefined}
      >
        <img
          src={picture.url}
          alt={file.name}
          style={size}
          onError={() => setBroken(true)}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setNatural({ width, height })}
        />
      </div>
    </>
  );
}

/** A picture as an address that the policy of the page allows. */
export function usePicture(file: ArtifactRef | null) {
  const type = file === null ? null : imageType(file);
  const whole = useWhole(file === null || type === null ? null : file.digest, file?.size ?? 0);
  const [url, setUrl] = useState<string | null>(null);
  const blob = whole.data;
  useEffect(() => {
    if (blob === undefined || type === null) return undefined;
    const reader = new FileReader();
    reader.addEventListener('load', () => setUrl(typeof reader.result === 'string' ? reader.result : null));
    reader.readAsDataURL(new Blob([blob], { type }));
    return () => {
      reader.abort();
      setUrl(null);
    };
  }, [blob, type]);
  return { url, error: whole.error };
}
