/** A promise with its ends, for what runs on Node 20. */
export function settleable<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // A rejection may come before anybody awaits; who awaits it is told.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
