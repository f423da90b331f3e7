/** Calls `tick` again and again until the returned function is called. */
export type Every = (milliseconds: number, tick: () => unknown) => () => void;

/** A timer that does not keep the process alive. */
export const onTimer: Every = (milliseconds, tick) => {
  const timer = setInterval(tick, milliseconds).unref();
  return () => clearInterval(timer);
};

/** Calls `tick` once, unless the returned function is called before. */
export function once(every: Every, milliseconds: number, tick: () => void): () => void {
  const stop = every(milliseconds, () => {
    stop();
    tick();
  });
  return stop;
}
