import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { JsonObject } from '#shared/lib/json.ts';
import { describeAt } from '../model/schema-view.ts';
import { contextAt } from '../model/yaml-context.ts';

/** Says on hover what a key takes. */
export function planHover(schema: () => JsonObject | undefined): Extension {
  return hoverTooltip((view, position) => {
    const known = schema();
    const line = view.state.doc.lineAt(position);
    const word = wordAt(line.text, position - line.from);
    if (known === undefined || word === null || !/^\s*:(\s|$)/.test(line.text.slice(word.to))) return null;
    const to = line.from + word.to;
    const place = contextAt(view.state.doc.sliceString(0, to), to);
    if (place.kind !== 'entry') return null;
    const found = describeAt(known, [...place.path, place.word]);
    if (found === null) return null;
    return {
      pos: line.from + word.from,
      end: to,
      above: true,
      create: () => ({ dom: tooltip(place.word, found) }),
    };
  });
}

function wordAt(line: string, at: number): { readonly from: number; readonly to: number } | null {
  for (const match of line.matchAll(/[\w-]+/g)) {
    if (match.index <= at && at <= match.index + match[0].length) {
      return { from: match.index, to: match.index + match[0].length };
    }
  }
  return null;
}

function tooltip(
  key: string,
  { type, description, byDefault }: { readonly type: string; readonly description: string; readonly byDefault: string },
): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-hover';
  const head = document.createElement('code');
  head.textContent = `${key}: ${type}`;
  dom.append(head);
  for (const text of [description, byDefault === '' ? '' : `Default: ${byDefault}`]) {
    if (text === '') continue;
    const line = document.createElement('p');
    line.textContent = text;
    dom.append(line);
  }
  return dom;
}
