/** How a simulated system behaves from now on. */
export interface Behaviour {
  /** Milliseconds before an answer. */
  readonly latencyMs: number;
  /** Share of requests that are answered 503 without an effect; 0 to 1. */
  readonly failureRate: number;
  /** Share of requests whose effect is there while the connection breaks before the answer; 0 to 1. */
  readonly loseAnswers: number;
  /** Share of repeats of an idempotency key that have their effect again; 0 to 1. */
  readonly duplicates: number;
  /** Connections are cut before a request is looked at. */
  readonly down: boolean;
}

export const WELL: Behaviour = { latencyMs: 0, failureRate: 0, loseAnswers: 0, duplicates: 0, down: false };

const LONGEST_MS = 600_000;

/** `before` with what a person has sent. Throws a `TypeError` that says what is wrong. */
export function changedBehaviour(before: Behaviour, sent: unknown): Behaviour {
  if (typeof sent !== 'object' || sent === null) throw new TypeError('send an object');
  for (const [name, value] of Object.entries(sent)) {
    if (!Object.hasOwn(WELL, name)) throw new TypeError(`there is no "${name}"`);
    if (!isAllowed(name as keyof Behaviour, value))
      throw new TypeError(`"${name}" cannot be ${JSON.stringify(value)}`);
  }
  return { ...before, ...sent };
}

function isAllowed(name: keyof Behaviour, value: unknown): boolean {
  if (name === 'down') return typeof value === 'boolean';
  return typeof value === 'number' && value >= 0 && value <= (name === 'latencyMs' ? LONGEST_MS : 1);
}
