import { CR, ESC, LF } from './escape-sequences.ts';

// An Aho-Corasick automaton over byte classes. States that are shallow or branch hold a full row of transitions (one
// look-up per byte); the long unbranched tails of the patterns hold one child and a failure link, so that memory grows
// with the length of the secrets and not with length times classes.
//
// A state is a code: row offset (index * classes) for states with rows, `rowsEnd + k` for the others. Codes below
// `hotFrom` need no attention beyond the next look-up.

/** Class of ESC, CR and LF. No pattern contains one. */
export const SKIP_CLASS = 0;
const OTHER_CLASS = 1;
/** Transition of every row on `SKIP_CLASS`; larger than any code. */
export const SKIP = 0x7fff_ffff;

export interface Automaton {
  readonly classOf: Uint8Array;
  readonly classes: number;
  readonly rows: Int32Array;
  readonly rowsEnd: number;
  readonly hotFrom: number;
  readonly onlyClass: Int32Array;
  readonly onlyNext: Int32Array;
  readonly failOf: Int32Array;
  /** By state index: bytes of the longest pattern prefix that this state stands for. */
  readonly depth: Int32Array;
  /** By state index: bytes at the end that the beginning of a pattern not yet complete takes up. */
  readonly open: Int32Array;
  /** By state index: bytes of the longest pattern that ends here, 0 for none. */
  readonly matched: Int32Array;
  /** By state index: 1 + number of the trigger that ends here, 0 for none. */
  readonly triggered: Uint8Array;
  readonly maxDepth: number;
}

/** Position of a state in the arrays that go by state index. */
export function stateIndex(automaton: Automaton, code: number): number {
  const { rowsEnd, classes } = automaton;
  return code < rowsEnd ? code / classes : rowsEnd / classes + code - rowsEnd;
}

/** The state after a byte of class `cls`, which is not `SKIP_CLASS`. */
export function step(automaton: Automaton, code: number, cls: number): number {
  let state = code;
  while (state >= automaton.rowsEnd) {
    const k = state - automaton.rowsEnd;
    if (automaton.onlyClass[k] === cls) return automaton.onlyNext[k] as number;
    state = automaton.failOf[k] as number;
  }
  return automaton.rows[state + cls] as number;
}

/** Builds the automaton. Patterns and triggers hold no ESC, CR or LF and are not empty. */
export function buildAutomaton(patterns: readonly Uint8Array[], triggers: readonly Uint8Array[]): Automaton {
  const classOf = new Uint8Array(256).fill(OTHER_CLASS);
  classOf[ESC] = SKIP_CLASS;
  classOf[CR] = SKIP_CLASS;
  classOf[LF] = SKIP_CLASS;
  let classes = 2;
  let total = 1;
  for (const bytes of [...patterns, ...triggers]) {
    total += bytes.length;
    for (const byte of bytes) {
      if (classOf[byte] === OTHER_CLASS) {
        classOf[byte] = classes;
        classes += 1;
      }
    }
  }
  const trie = new Trie(total);
  for (const bytes of patterns) trie.matched[trie.insert(bytes, classOf)] = bytes.length;
  triggers.forEach((bytes, index) => {
    trie.triggered[trie.insert(bytes, classOf)] = index + 1;
  });
  const order = trie.link();
  return compile(trie, order, classOf, classes);
}

class Trie {
  size = 1;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly byteClass: Int32Array;
  readonly depth: Int32Array;
  readonly open: Int32Array;
  readonly fail: Int32Array;
  readonly matched: Int32Array;
  readonly triggered: Uint8Array;

  constructor(capacity: number) {
    this.firstChild = new Int32Array(capacity);
    this.nextSibling = new Int32Array(capacity);
    this.byteClass = new Int32Array(capacity);
    this.depth = new Int32Array(capacity);
    this.open = new Int32Array(capacity);
    this.fail = new Int32Array(capacity);
    this.matched = new Int32Array(capacity);
    this.triggered = new Uint8Array(capacity);
  }

  /** The child by class, 0 when there is none (the root is nobody's child). */
  child(node: number, cls: number): number {
    let child = this.firstChild[node] as number;
    while (child !== 0 && this.byteClass[child] !== cls) child = this.nextSibling[child] as number;
    return child;
  }

  insert(bytes: Uint8Array, classOf: Uint8Array): number {
    let node = 0;
    for (const byte of bytes) {
      const cls = classOf[byte] as number;
      let child = this.child(node, cls);
      if (child === 0) {
        child = this.size;
        this.size += 1;
        this.byteClass[child] = cls;
        this.depth[child] = (this.depth[node] as number) + 1;
        this.nextSibling[child] = this.firstChild[node] as number;
        this.firstChild[node] = child;
      }
      node = child;
    }
    return node;
  }

  /** Sets the failure links and hands matches down along them; gives the nodes in order of depth. */
  link(): Int32Array {
    const order = new Int32Array(this.size);
    let tail = 1;
    for (let head = 0; head < tail; head += 1) {
      const node = order[head] as number;
      for (let child = this.firstChild[node] as number; child !== 0; child = this.nextSibling[child] as number) {
        order[tail] = child;
        tail += 1;
        if (node !== 0) this.fail[child] = this.#failOf(node, this.byteClass[child] as number);
        const fail = this.fail[child] as number;
        const isLeaf = this.firstChild[child] === 0;
        this.open[child] = (isLeaf ? this.open[fail] : this.depth[child]) as number;
        if (this.matched[child] === 0) this.matched[child] = this.matched[fail] as number;
        if (this.triggered[child] === 0) this.triggered[child] = this.triggered[fail] as number;
      }
    }
    return order;
  }

  #failOf(node: number, cls: number): number {
    let fail = this.fail[node] as number;
    for (;;) {
      const child = this.child(fail, cls);
      if (child !== 0) return child;
      if (fail === 0) return 0;
      fail = this.fail[fail] as number;
    }
  }
}

function compile(trie: Trie, order: Int32Array, classOf: Uint8Array, classes: number): Automaton {
  const size = trie.size;
  const isHot = (node: number): boolean => trie.matched[node] !== 0 || trie.triggered[node] !== 0;
  const hasRow = (node: number): boolean => {
    const first = trie.firstChild[node] as number;
    return (trie.depth[node] as number) <= 2 || (first !== 0 && trie.nextSibling[first] !== 0);
  };
  const groups: [cold: number[], hot: number[], tails: number[]] = [[], [], []];
  for (const node of order) groups[hasRow(node) ? (isHot(node) ? 1 : 0) : 2].push(node);
  const [cold, hot, tails] = groups;
  const rowsEnd = (cold.length + hot.length) * classes;
  const sorted = [...cold, ...hot, ...tails];
  const code = new Int32Array(size);
  sorted.forEach((node, index) => {
    const rowCount = cold.length + hot.length;
    code[node] = index < rowCount ? index * classes : rowsEnd + index - rowCount;
  });
  const automaton: Automaton = {
    classOf,
    classes,
    rows: new Int32Array(rowsEnd),
    rowsEnd,
    hotFrom: cold.length * classes,
    onlyClass: new Int32Array(tails.length).fill(-1),
    onlyNext: new Int32Array(tails.length),
    failOf: Int32Array.from(tails, (node) => code[trie.fail[node] as number] as number),
    depth: Int32Array.from(sorted, (node) => trie.depth[node] as number),
    open: Int32Array.from(sorted, (node) => trie.open[node] as number),
    matched: Int32Array.from(sorted, (node) => trie.matched[node] as number),
    triggered: Uint8Array.from(sorted, (node) => trie.triggered[node] as number),
    maxDepth: trie.depth.reduce((most, depth) => Math.max(most, depth), 0),
  };
  tails.forEach((node, k) => {
    const child = trie.firstChild[node] as number;
    if (child === 0) return;
    automaton.onlyClass[k] = trie.byteClass[child] as number;
    automaton.onlyNext[k] = code[child] as number;
  });
  // In order of depth, so that the row of a failure state stands before it is asked for.
  for (const node of order) {
    const row = code[node] as number;
    if (row >= rowsEnd) continue;
    automaton.rows[row + SKIP_CLASS] = SKIP;
    const fail = code[trie.fail[node] as number] as number;
    for (let cls = 1; cls < classes; cls += 1) {
      automaton.rows[row + cls] = node === 0 ? 0 : step(automaton, fail, cls);
    }
    for (let child = trie.firstChild[node] as number; child !== 0; child = trie.nextSibling[child] as number) {
      automaton.rows[row + (trie.byteClass[child] as number)] = code[child] as number;
    }
  }
  return automaton;
}
