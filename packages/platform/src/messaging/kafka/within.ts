/** Settles as `work` does, or rejects after that time; the work goes on, whatever becomes of it. */
export async function within<T>(milliseconds: number, work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${what}: no answer within ${milliseconds} ms`)),
    milliseconds,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

/** Settles as `work` does, or rejects when the signal has ended that long ago; the work goes on, whatever becomes of it. */
export async function whileOpen<T>(signal: AbortSignal, graceMs: number, work: Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => ended.reject(signal.reason), graceMs);
  };
  signal.addEventListener('abort', begin, { once: true });
  if (signal.aborted) begin();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', begin);
    work.catch(() => {});
  }
}
