/**
 * At most `together` tasks at a time, and at most `waiting` behind them. What comes on top is refused at once: `undefined` instead of
 * a promise.
 */
export function boundedWork(together: number, waiting: number) {
  let underWay = 0;
  const queue: (() => void)[] = [];

  async function run<T>(task: () => Promise<T>): Promise<T> {
    if (underWay >= together) await new Promise<void>((resolve) => queue.push(resolve));
    else underWay += 1;
    try {
      return await task();
    } finally {
      // The place is handed on rather than given back: nobody can slip in between.
      const next = queue.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  }

  return <T>(task: () => Promise<T>): Promise<T> | undefined =>
    underWay >= together && queue.length >= waiting ? undefined : run(task);
}
