import { type Diagnostic as Lint, setDiagnostics } from '@codemirror/lint';
import { type EditorState, type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter, WidgetType } from '@codemirror/view';
import { keyLabels } from '#renderer/ui/commands/key-labels.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { type Fix, fixFor } from '../model/fixes.ts';
import { inTextOrder } from '../model/problems.ts';

/** A problem with its certain fix, at the place where it now stands. */
interface Marked {
  readonly problem: Diagnostic;
  readonly fix: Fix | null;
}

interface Marks {
  readonly marked: readonly Marked[];
  readonly lines: DecorationSet;
  readonly gutter: RangeSet<GutterMarker>;
}

const MOST_LENSES = 40;
const setMarks = StateEffect.define<readonly Marked[]>();

const marksField = StateField.define<Marks>({
  create: () => ({ marked: [], lines: Decoration.none, gutter: RangeSet.empty }),
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return drawn(effect.value, transaction.state);
    }
    if (!transaction.docChanged) return marks;
    // Until the text is read anew, marks move along; a fix of an older text would hit the wrong place.
    return {
      marked: [],
      lines: marks.lines.map(transaction.changes),
      gutter: marks.gutter.map(transaction.changes),
    };
  },
  provide: (field) => [
    EditorView.decorations.from(field, (marks) => marks.lines),
    gutter({ class: 'cm-problem-gutter', markers: (view) => view.state.field(field).gutter }),
  ],
});

/** Problems under their lines, in the gutter and under the words. */
export const problemMarks: Extension = marksField;

/** Shows what the reader found; the text must be the one that it read. */
export function showProblems(view: EditorView, problems: readonly Diagnostic[]): void {
  const text = view.state.doc.toString();
  const marked = inTextOrder(problems).map((problem) => ({ problem, fix: fixFor(problem, text) }));
  const { length } = view.state.doc;
  const lints = marked.map(({ problem }): Lint => {
    const from = Math.min(problem.start.offset, length);
    const to = Math.min(Math.max(problem.end.offset, from), length);
    const hint = problem.hint === undefined ? '' : ` ${problem.hint}`;
    return { from, to, severity: problem.severity, message: `${sentence(problem.message)}${hint}` };
  });
  view.dispatch(setDiagnostics(view.state, lints), { effects: setMarks.of(marked) });
}

/** Applies the fix of the cursor's line. Elsewhere it goes to the next problem with a fix first, so that it is seen. */
export function applyNextFix(view: EditorView): 'applied' | 'moved' | 'none' {
  const { head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  const fixable = view.state.field(marksField).marked.filter(({ fix }) => fix !== null);
  const here = fixable.find(({ problem }) => problem.start.offset >= line.from && problem.start.offset <= line.to);
  if (here !== undefined && here.fix !== null) {
    applyFix(view, here.fix);
    return 'applied';
  }
  const next = fixable.find(({ problem }) => problem.start.offset > head) ?? fixable[0];
  if (next === undefined) return 'none';
  view.dispatch({ selection: { anchor: next.problem.start.offset }, scrollIntoView: true });
  return 'moved';
}

function applyFix(view: EditorView, { from, to, insert }: Fix): void {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.fix',
    scrollIntoView: true,
  });
  view.focus();
}

function drawn(marked: readonly Marked[], state: EditorState): Marks {
  const byLine = new Map<number, Marked[]>();
  for (const one of marked) {
    const line = state.doc.lineAt(Math.min(one.problem.start.offset, state.doc.length));
    byLine.set(line.from, [...(byLine.get(line.from) ?? []), one]);
  }
  const lines = [];
  const markers = [];
  for (const [from, [first]] of [...byLine].toSorted(([a], [b]) => a - b)) {
    if (first === undefined) continue;
    const { severity } = first.problem;
    lines.push(Decoration.line({ class: `cm-${severity}-line` }).range(from));
    markers.push(new ProblemMarker(severity).range(from));
    if (markers.length > MOST_LENSES) continue;
    const lens = Decoration.widget({ widget: new Lens(first), block: true, side: 1 });
    lines.push(lens.range(state.doc.lineAt(from).to));
  }
  return { marked, lines: Decoration.set(lines, true), gutter: RangeSet.of(markers) };
}

class Lens extends WidgetType {
  readonly #marked: Marked;

  constructor(marked: Marked) {
    super();
    this.#marked = marked;
  }

  override eq(other: Lens): boolean {
    const [one, two] = [this.#marked, other.#marked];
    return (
      one.problem.message === two.problem.message &&
      one.fix?.from === two.fix?.from &&
      one.fix?.label === two.fix?.label
    );
  }

  override toDOM(view: EditorView): HTMLElement {
    const { problem, fix } = this.#marked;
    const dom = document.createElement('div');
    dom.className = `cm-lens ${problem.severity}`;
    const text = document.createElement('span');
    text.textContent = `${sentence(problem.message)} ${fix === null ? (problem.hint ?? '') : ''}`.trim();
    dom.append(text);
    if (fix !== null) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = fix.label;
      const keys = document.createElement('kbd');
      keys.textContent = keyLabels('Mod+.').flat().join(' ');
      button.append(keys);
      button.addEventListener('click', () => applyFix(view, fix));
      dom.append(button);
    }
    return dom;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

class ProblemMarker extends GutterMarker {
  readonly #severity: Diagnostic['severity'];

  constructor(severity: Diagnostic['severity']) {
    super();
    this.#severity = severity;
  }

  override eq(other: ProblemMarker): boolean {
    return this.#severity === other.#severity;
  }

  override toDOM(): Node {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('width', '12');
    svg.setAttribute('height', '12');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', this.#severity);
    svg.setAttribute('class', `cm-problem-mark ${this.#severity}`);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', this.#severity === 'error' ? OCTAGON : TRIANGLE);
    path.setAttribute('fill', 'currentColor');
    path.setAttribute('fill-rule', 'evenodd');
    svg.append(path);
    return svg;
  }
}

const OCTAGON =
  'M5.3 1h5.4L15 5.3v5.4L10.7 15H5.3L1 10.7V5.3ZM5.2 6.3 6.9 8 5.2 9.7l1.1 1.1L8 9.1l1.7 1.7 1.1-1.1L9.1 8l1.7-1.7-1.1-1.1L8 6.9 6.3 5.2Z';
const TRIANGLE = 'M8 1.5 15.2 14H.8ZM7.2 6v4h1.6V6Zm0 5.1v1.6h1.6v-1.6Z';

/** A message as a sentence: `unknown key x` -> `Unknown key x.` */
function sentence(message: string): string {
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
