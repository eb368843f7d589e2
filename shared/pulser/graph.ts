import type { Step } from './step.ts';

/** Ids of every step that `id` needs, directly or not. */
export function ancestors(steps: readonly Step[], id: string): ReadonlySet<string> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const found = new Set<string>();
  const open = [...(byId.get(id)?.needs ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(byId.get(next)?.needs ?? []));
  }
  return found;
}

/** Those ids, and the ids of every step that needs one of them, directly or not. */
export function withDescendants(steps: readonly Step[], ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set(ids);
  let grew = true;
  while (grew) {
    grew = false;
    for (const step of steps) {
      if (!found.has(step.id) && step.needs.some((need) => found.has(need))) {
        found.add(step.id);
        grew = true;
      }
    }
  }
  return found;
}

/** One cycle as the ids along it, first repeated last; `undefined` when the graph has none. */
export function findCycle(steps: readonly Step[]): readonly string[] | undefined {
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  const done = new Set<string>();
  for (const start of needs.keys()) {
    if (done.has(start)) continue;
    const path: string[] = [];
    const onPath = new Set<string>();
    // An explicit stack: ten thousand chained steps must not overflow the call stack.
    const stack: { id: string; next: number }[] = [{ id: start, next: 0 }];
    path.push(start);
    onPath.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const need = (needs.get(top.id) ?? [])[top.next];
      top.next += 1;
      if (need === undefined) {
        stack.pop();
        path.pop();
        onPath.delete(top.id);
        done.add(top.id);
      } else if (onPath.has(need)) {
        return [...path.slice(path.indexOf(need)), need];
      } else if (needs.has(need) && !done.has(need)) {
        stack.push({ id: need, next: 0 });
        path.push(need);
        onPath.add(need);
      }
    }
  }
  return undefined;
}
