import { RevealedText } from '#renderer/parts/foreign/revealed-text.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import type { CallResultView, ContentView } from '#shared/api/mcp-views.ts';
import { isJsonObject, type Json, sameJson } from '#shared/lib/json.ts';
import { changedNumber, jsonLayout } from '../model/json-layout.ts';
import { JsonText } from '../parts/json-text.tsx';
import { JsonValue } from '../parts/json-value.tsx';
import styles from './call.module.css';

/** What a call gave: its value, then its parts. A text that only repeats the value is left out. */
export function ResultContent({ result: { structured, content } }: { readonly result: CallResultView }) {
  const parts = structured === null ? content : content.filter((part) => !repeats(part, structured));
  return (
    <div className={styles.result}>
      {structured !== null && <JsonValue value={structured} label="Result" />}
      {parts.map((part, index) => (
        <ContentPart key={index} part={part} />
      ))}
      {structured === null && content.length === 0 && <p className={styles.none}>It returned nothing.</p>}
    </div>
  );
}

const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/** One part of an answer of a server. */
export function ContentPart({ part }: { readonly part: ContentView }) {
  switch (part.type) {
    case 'text': {
      const laidOut = jsonLayout(part.text);
      return laidOut === null ? (
        <TextPart text={part.text} omitted={part.omitted} label="Text" />
      ) : (
        <JsonText text={laidOut} label="Text, which is JSON" />
      );
    }
    case 'resource':
      return (
        <figure className={styles.part}>
          <figcaption>
            <RevealedText text={part.uri} /> {part.mimeType}
          </figcaption>
          <TextPart text={part.text} omitted={part.omitted} label={`Resource ${part.uri}`} />
        </figure>
      );
    case 'link':
      return (
        <p className={styles.link}>
          Resource <code>{<RevealedText text={part.uri} />}</code> {part.name} {part.mimeType}
        </p>
      );
    case 'binary':
      return (
        <figure className={styles.part}>
          {part.data !== null && PICTURES.test(part.mimeType) && (
            <img src={`data:${part.mimeType};base64,${part.data}`} alt={part.name} className={styles.picture} />
          )}
          <figcaption>
            {part.name}, {part.mimeType}, {formatBytes(part.bytes)}
            {part.data === null && ', too large to show'}
          </figcaption>
        </figure>
      );
  }
}

function TextPart({
  text,
  omitted,
  label,
}: {
  readonly text: string;
  readonly omitted: number;
  readonly label: string;
}) {
  return (
    <>
      {/* What scrolls is in reach of the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
        <RevealedText text={text} />
      </pre>
      {omitted > 0 && <p className={styles.none}>{formatBytes(omitted)} more are not shown.</p>}
    </>
  );
}

function repeats(part: ContentView, structured: Json): boolean {
  // In a value lines run on; as a text they can be read.
  if (part.type !== 'text' || part.text.includes('\n')) return jsonRepeats(part, structured);
  if (jsonRepeats(part, structured)) return true;
  // Servers whose tools return one text wrap it in a member.
  return (
    isJsonObject(structured) && Object.values(structured).length === 1 && Object.values(structured)[0] === part.text
  );
}

function jsonRepeats(part: ContentView, structured: Json): boolean {
  if (part.type !== 'text' || jsonLayout(part.text) === null) return false;
  // A number that the value does not hold stands in the text alone.
  return sameJson(JSON.parse(part.text) as Json, structured) && changedNumber(part.text) === undefined;
}
