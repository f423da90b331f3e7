/** Runs work as soon as there is a place. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** So many at a time, first come first served: whoever handles events must leave connections to those who wait for answers. */
export function turns(places: number): Turns {
  let free = places;
  const queue: (() => void)[] = [];

  const enter = () =>
    new Promise<void>((resolve) => {
      if (free === 0) {
        queue.push(resolve);
        return;
      }
      free -= 1;
      resolve();
    });
  const leave = () => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
