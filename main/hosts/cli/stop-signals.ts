const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back at each signal that asks the process to end, with how many came so far. The result takes it back. */
export function onStop(callback: (count: number, signal: string) => void): () => void {
  let count = 0;
  const listener = (signal: string): void => {
    count += 1;
    callback(count, signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, listener);
  };
}
