import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLError,
} from 'yaml';
import type { Json } from '#shared/lib/json.ts';
import type { DiagnosticCode } from '#shared/pulser/diagnostic.ts';
import { lineCounterOf } from './lines.ts';
import { MAX_DEPTH, tooDeepAt } from './nesting.ts';
import { firstUnfit, type TextProblem } from './source.ts';

/** A YAML or JSON text as data, with the nodes it came from. */
export interface PlanDocument {
  readonly text: string;
  readonly value: Json;
  readonly root: Node | null;
  readonly lines: LineCounter;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly problems: readonly TextProblem[];
  /** False when the text is no YAML, so that `value` says nothing. */
  readonly isReadable: boolean;
}

/** Most values that aliases may multiply a document by, in all. */
const MAX_ALIASED_NODES = 10_000;
/** After this many faults of the syntax the rest of a text is not looked at. */
const MAX_SYNTAX_ERRORS = 50;

/** Reads a text as one YAML 1.2 document of the core schema (JSON is one). Never throws, never runs anything. */
export function readDocument(text: string): PlanDocument {
  const lines = lineCounterOf(text);
  const unreadable = (problems: readonly TextProblem[]): PlanDocument => ({
    text,
    value: null,
    root: null,
    lines,
    targets: new Map(),
    problems,
    isReadable: false,
  });
  const depth = tooDeepAt(text);
  if (depth !== undefined) return unreadable([tooDeep(depth)]);
  const parsed = parse(text);
  if (parsed.problems.some((problem) => problem.code !== 'yaml.tag' && problem.code !== 'yaml.multiple-documents')) {
    return unreadable(parsed.problems);
  }
  return contentOf(text, lines, parsed);
}

/** The same, but of a text that is no YAML as much as its parser could make out, for what is shown while somebody types. */
export function readLeniently(text: string): PlanDocument | undefined {
  if (tooDeepAt(text) !== undefined) return undefined;
  return contentOf(text, lineCounterOf(text), parse(text));
}

function contentOf(text: string, lines: LineCounter, parsed: ReturnType<typeof parse>): PlanDocument {
  const reader = new NodeReader(lines);
  const root = parsed.document?.contents ?? null;
  const value = reader.read(root, 0);
  const problems = [...parsed.problems, ...reader.problems];
  return { text, value, root, lines, targets: reader.targets, problems, isReadable: true };
}

function tooDeep(offset: number): TextProblem {
  return {
    code: 'yaml.too-deep',
    message: `is nested more than ${MAX_DEPTH} levels deep`,
    start: offset,
    end: offset + 1,
    hint: 'Flatten it, or keep deep data in a file of its own.',
  };
}

function parse(text: string): { document: Document.Parsed | undefined; problems: readonly TextProblem[] } {
  const parser = new Parser();
  const composer = new Composer({
    schema: 'core',
    version: '1.2',
    resolveKnownTags: false,
    uniqueKeys: false,
    strict: true,
  });
  const documents: Document.Parsed[] = [];
  let faults = 0;
  for (const token of parser.parse(text)) {
    if (token.type === 'error') faults += 1;
    for (const document of composer.next(token)) documents.push(document);
    if (faults >= MAX_SYNTAX_ERRORS) break;
  }
  for (const document of composer.end(true, text.length)) documents.push(document);
  const [document, second] = documents;
  const errors = documents.flatMap((entry) => [...entry.errors, ...entry.warnings.filter(isTagFault)]);
  const problems = errors.slice(0, MAX_SYNTAX_ERRORS).map(syntaxProblem);
  if (second !== undefined) {
    const start = text.lastIndexOf('---', second.range[0]);
    problems.push({
      code: 'yaml.multiple-documents',
      message: 'has more than one document',
      start: Math.max(0, start),
      end: Math.max(0, start) + 3,
      hint: 'A file holds one plan: put the other one into a file of its own.',
    });
  }
  return { document, problems };
}

function isTagFault(error: YAMLError): boolean {
  return error.code === 'TAG_RESOLVE_FAILED';
}

const SYNTAX_HINTS: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'Indent it further than the line it belongs to, with spaces.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote a text that holds `: `, or start the members on a new line.',
  MULTILINE_IMPLICIT_KEY: 'Each member needs `key: value`; quote a text that holds special characters.',
  MISSING_CHAR: 'Close the quote or bracket, or add the missing character.',
  BAD_SCALAR_START: 'Quote the text.',
  UNEXPECTED_TOKEN: 'Quote the text, or remove what does not belong here.',
};

function syntaxProblem(error: YAMLError): TextProblem {
  const [start, end] = error.pos;
  const code: DiagnosticCode = isTagFault(error)
    ? 'yaml.tag'
    : error.code === 'RESOURCE_EXHAUSTION'
      ? 'yaml.too-deep'
      : 'yaml.syntax';
  if (code === 'yaml.too-deep') return tooDeep(start);
  const message = (error.message.split('\n')[0] ?? '').replace(/^\w/, (letter) => letter.toLowerCase());
  const hint =
    code === 'yaml.tag'
      ? 'Plans take no tags: remove it.'
      : (SYNTAX_HINTS[error.code] ?? 'The file must be YAML 1.2 or JSON.');
  return { code, message, start, end: Math.max(end, start + 1), hint };
}

/** Turns nodes into JSON, noting what no plan can hold. */
class NodeReader {
  readonly problems: TextProblem[] = [];
  readonly targets = new Map<Alias, Node>();
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #aliased = 0;
  #aliasDepth = 0;
  #isOverflowing = false;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: Node | null | undefined, depth: number): Json {
    if (node === null || node === undefined) return null;
    if (this.#isOverflowing) return null;
    if (depth > MAX_DEPTH) return this.#stop(tooDeep(startOf(node)));
    if (this.#aliasDepth > 0) {
      this.#aliased += 1;
      if (this.#aliased > MAX_ALIASED_NODES) {
        return this.#stop({
          code: 'yaml.alias-bomb',
          message: `aliases multiply this document by more than ${MAX_ALIASED_NODES} values`,
          start: startOf(node),
          end: endOf(node),
          hint: 'Write the repeated part out, or use fewer aliases.',
        });
      }
    }
    if (isAlias(node)) return this.#readAlias(node, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    const value = this.#readValue(node, depth);
    this.#open.delete(node);
    return value;
  }

  #stop(problem: TextProblem): null {
    this.#isOverflowing = true;
    this.problems.push(problem);
    return null;
  }

  #readAlias(alias: Alias.Parsed | Alias, depth: number): Json {
    const target = this.targets.get(alias) ?? this.#anchors.get(alias.source);
    if (target === undefined || this.#open.has(target)) {
      const message =
        target === undefined ? `nothing is named &${alias.source} above` : `*${alias.source} contains itself`;
      const hint = 'An alias repeats a value that an anchor named earlier in the file.';
      this.problems.push({ code: 'yaml.alias', message, start: startOf(alias), end: endOf(alias), hint });
      return null;
    }
    this.targets.set(alias, target);
    this.#aliasDepth += 1;
    const value = this.read(target, depth);
    this.#aliasDepth -= 1;
    return value;
  }

  #readValue(node: Node, depth: number): Json {
    if (isScalar(node)) return this.#readScalar(node.value, node);
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node | null, depth + 1));
    if (isMap(node)) return this.#readMap(node.items as Pair<Node, Node | null>[], depth);
    return null;
  }

  #readScalar(value: unknown, node: Node): Json {
    if (typeof value === 'string') {
      if (firstUnfit(value) !== -1) {
        this.#report('plan.encoding', 'has a NUL character or half of a surrogate pair', node, 'Remove the character.');
      }
      return value;
    }
    if (typeof value === 'number') {
      if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return value;
      this.#report('plan.number', 'is a number that JSON cannot carry exactly', node, 'Quote it to keep it as text.');
      return null;
    }
    return typeof value === 'boolean' ? value : null;
  }

  #readMap(pairs: readonly Pair<Node, Node | null>[], depth: number): Json {
    const object: Record<string, Json> = {};
    const first = new Map<string, Node>();
    for (const { key, value } of pairs) {
      const name = this.#readKey(key, value);
      const member = this.read(value, depth + 1);
      if (name === undefined) continue;
      const before = first.get(name);
      if (before !== undefined) {
        const { line, col } = this.#lines.linePos(startOf(before));
        this.#report(
          'yaml.duplicate-key',
          `${name} stands twice`,
          key,
          `It stands at ${line}:${col} already: keep one.`,
        );
        continue;
      }
      first.set(name, key);
      object[name] = member;
    }
    return object;
  }

  #readKey(node: Node | null, value: Node | null): string | undefined {
    const key = isAlias(node)
      ? this.#readAlias(node, 0)
      : isScalar(node)
        ? this.#readScalar(node.value, node)
        : undefined;
    const place = node ?? value;
    if (key === undefined || key === null || typeof key === 'object') {
      if (place !== null) this.#report('yaml.key', 'a key must be a plain text', place, 'Write `key: value`.');
      return undefined;
    }
    const name = String(key);
    if (name === '__proto__') {
      this.#report('plan.unknown-key', '__proto__ cannot be a key', node ?? value, 'Rename it.');
      return undefined;
    }
    if (name === '<<' && isScalar(node) && node.type === 'PLAIN') {
      this.#report(
        'yaml.key',
        'YAML 1.2 has no merge keys',
        node,
        'Repeat the members, or use an alias for the whole value.',
      );
      return undefined;
    }
    return name;
  }

  #report(code: DiagnosticCode, message: string, node: Node | null, hint: string): void {
    if (this.#aliasDepth > 0) return;
    this.problems.push({ code, message, start: startOf(node), end: endOf(node), hint });
  }
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function endOf(node: Node | null): number {
  return node?.range?.[1] ?? 0;
}
