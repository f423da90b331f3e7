import type { Dated } from './deadlines.ts';
import type { StoreBudget } from './store-budget.ts';

/** One store operation between its start and its outcome. A class with fixed members: thousands a second are made of it. */
export class Operation implements Dated {
  readonly name: string;
  readonly budget: StoreBudget;
  readonly call: () => Promise<unknown>;
  due: number;
  earlier: Dated | null = null;
  later: Dated | null = null;
  /** `abandoned`: its deadline passed, and the client still waits for the answer. */
  state: 'waiting' | 'running' | 'abandoned' = 'waiting';
  /** When the present state began, monotonic milliseconds. */
  since: number;
  /** Decides about the breaker's half-open state. */
  isProbe = false;
  /** Its deadline was put off because the event loop lagged; that happens once. */
  putOff = false;
  resolve: (outcome: unknown) => void = () => {};

  constructor(name: string, budget: StoreBudget, call: () => Promise<unknown>, now: number, due: number) {
    this.name = name;
    this.budget = budget;
    this.call = call;
    this.since = now;
    this.due = due;
  }
}
