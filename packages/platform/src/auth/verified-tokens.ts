import { type Clock, sha256 } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.ts';

/** How long a verified token is believed without looking at it again: what a revoked key may still do. */
const BELIEVED_FOR_MS = 60_000;
const MAX_TOKENS = 10_000;

interface Verified {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Tokens that were verified a moment ago, by the hash of their text: the tokens themselves are not kept. */
export class VerifiedTokens {
  readonly #clock: Clock;
  readonly #byHash = new LRUCache<string, Verified>({ max: MAX_TOKENS });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(token: string): Principal | undefined {
    const hash = sha256(token);
    const verified = this.#byHash.get(hash);
    if (verified === undefined || this.#clock.now() < verified.until) return verified?.principal;
    this.#byHash.delete(hash);
    return undefined;
  }

  /** `expiresAt` in milliseconds since the epoch. */
  keep(token: string, principal: Principal, expiresAt: number): void {
    const until = Math.min(this.#clock.now() + BELIEVED_FOR_MS, expiresAt);
    this.#byHash.set(sha256(token), { principal, until });
  }
}
