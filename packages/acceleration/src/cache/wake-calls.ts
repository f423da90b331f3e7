import type { StoreKey } from '../ports/index.ts';

export interface WakeCall {
  /** Calls back once, at the first wake-up of the key after the registration; at once if that was already. */
  onWake(call: () => void): void;
  cancel(): void;
}

/** Who in this process waits for whose lease to end. To be registered before the claim that it backs up. */
export class WakeCalls {
  readonly #waiting = new Map<StoreKey, Set<() => void>>();

  wait(key: StoreKey): WakeCall {
    let woken = false;
    let listener = () => {};
    const wake = () => {
      woken = true;
      listener();
    };
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(wake));
    const cancel = () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
    const onWake = (call: () => void) => {
      listener = call;
      if (woken) call();
    };
    return { onWake, cancel };
  }

  readonly wake = (key: StoreKey): void => {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.#waiting.delete(key);
    for (const wake of waiting) wake();
  };
}
