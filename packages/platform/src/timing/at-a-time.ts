/** Runs work, so much of it at a time; the rest waits its turn, in the order in which it came. */
export type AtATime = <T>(work: () => Promise<T>) => Promise<T>;

export function atATime(most: number): AtATime {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    // Whoever ends hands its place on: nobody who comes at that moment goes first.
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
