/** Waiting as a port, so that the simulation decides when time passes. */
export interface Timers {
  /** Calls once after at least `ms`; the result takes the call back. Never keeps the process alive. */
  after(ms: number, call: () => void): () => void;
}

/** `setTimeout` fires at once for more. */
const LONGEST = 0x7fff_ffff;

export const systemTimers: Timers = {
  after: (ms, call) => {
    // Rounded up: `setTimeout` drops fractions, and a timer must not be early.
    const timer = setTimeout(call, Math.min(Math.ceil(ms), LONGEST));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
