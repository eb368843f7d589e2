import { useMemo } from 'react';
import type { Json } from '#shared/lib/json.ts';
import { JsonText } from './json-text.tsx';

interface JsonValueProps {
  readonly value: Json;
  readonly label: string;
}

/** A JSON value as text, with numbered lines. */
export function JsonValue({ value, label }: JsonValueProps) {
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  return <JsonText text={text} label={label} />;
}
