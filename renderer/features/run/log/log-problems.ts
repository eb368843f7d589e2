/** Why recordings could not be read, by their id. */
export type LogProblems = ReadonlyMap<string, string>;

/** The same once one of them was read, or not; `null`: it was. What changes nothing is the same object. */
export function withProblem(before: LogProblems, logId: string, problem: string | null): LogProblems {
  if ((before.get(logId) ?? null) === problem) return before;
  const next = new Map(before);
  if (problem === null) next.delete(logId);
  else next.set(logId, problem);
  return next;
}
