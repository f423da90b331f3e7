import type { StoreKey } from '../../ports/index.ts';

const keptKeys = 10_000;
const keptVersions = 4;

interface Version<Value> {
  /** Monotonic milliseconds, as `expires`. */
  readonly at: number;
  /** Null: deleted. */
  readonly value: Value | null;
  readonly expires: number;
}

interface Account<Subject, Value> {
  readonly subject: Subject;
  touched: number;
  /** Oldest first. */
  readonly versions: Version<Value>[];
}

export interface Remembered<Value> {
  readonly value: Value;
  readonly expires: number;
}

/** What was stored when, as far as it was acknowledged: to answer it again, and to take it back. Bounded; the oldest go. */
export class Ledger<Subject, Value> {
  readonly #accounts = new Map<StoreKey, Account<Subject, Value>>();

  /** Somebody wrote beside the value: a lease. */
  touch(key: StoreKey, subject: Subject, at: number): Account<Subject, Value> {
    let account = this.#accounts.get(key);
    if (account === undefined) {
      account = { subject, touched: at, versions: [] };
      this.#accounts.set(key, account);
      const oldest = this.#accounts.keys().next();
      if (this.#accounts.size > keptKeys && !oldest.done) this.#accounts.delete(oldest.value);
    }
    account.touched = at;
    return account;
  }

  note(key: StoreKey, subject: Subject, version: Version<Value>): void {
    const { versions } = this.touch(key, subject, version.at);
    versions.push(version);
    if (versions.length > keptVersions) versions.shift();
  }

  knows(key: StoreKey): boolean {
    return this.#accounts.has(key);
  }

  subjectOf(key: StoreKey): Subject | undefined {
    return this.#accounts.get(key)?.subject;
  }

  get keys(): readonly StoreKey[] {
    return [...this.#accounts.keys()];
  }

  get subjects(): readonly Subject[] {
    return [...this.#accounts.values()].map(({ subject }) => subject);
  }

  touchedAfter(time: number): readonly (readonly [StoreKey, Subject])[] {
    return [...this.#accounts]
      .filter(([, { touched }]) => touched > time)
      .map(([key, { subject }]) => [key, subject]);
  }

  /** What stood there at `time`, if it has not expired `now`. */
  standing(key: StoreKey, time: number, now: number): Remembered<Value> | null {
    const version = this.#accounts.get(key)?.versions.findLast(({ at }) => at <= time);
    if (version === undefined || version.value === null || version.expires <= now) return null;
    return { value: version.value, expires: version.expires };
  }

  /** What stood there before the latest write. */
  earlier(key: StoreKey): readonly Value[] {
    const versions = this.#accounts.get(key)?.versions.slice(0, -1) ?? [];
    return versions.flatMap(({ value }) => (value === null ? [] : [value]));
  }

  wipe(at: number): void {
    for (const [key, { subject }] of this.#accounts)
      this.note(key, subject, { at, value: null, expires: at });
  }
}
