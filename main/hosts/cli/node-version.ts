// This module runs on old versions of Node, far enough to say so: no modern syntax, no imports.

export const NEEDED_NODE = 24;

/** One line that says what is wrong with a version of Node, `undefined` when nothing is. */
export function nodeProblem(version: string): string | undefined {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  if (major >= NEEDED_NODE) return undefined;
  return `opsroom needs Node ${NEEDED_NODE} or newer; this is Node ${version}. Install it from https://nodejs.org, then run the same command again.`;
}
