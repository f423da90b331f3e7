import type { LeaseTerms, StoreKey } from '../ports/index.ts';
import type { LeasesOptions } from './leases.ts';

/** Why the signal of a lease aborted: it ended before its holder gave it back. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface HeldLease {
  /** Aborts with `LeaseLost` when the lease is lost. */
  readonly signal: AbortSignal;
  /** Gives the lease back, if it is still this holder's; the token decides. Never rejects; a second call does nothing. */
  release(): Promise<void>;
}

interface Grant {
  readonly key: StoreKey;
  readonly name: string;
  readonly terms: LeaseTerms;
  /** Monotonic. */
  readonly askedAt: number;
}

/**
 * Renews a granted lease each third of its life until it is released or lost. Its end is reckoned by the own monotonic clock from
 * before the request was sent, so that the store never ends it earlier than the holder thinks. After a pause the holder
 * finds the end passed and asks the store nothing: somebody else may hold the lease by then.
 */
export function holdLease(options: LeasesOptions, { key, name, terms, askedAt }: Grant): HeldLease {
  const { store, guard, budget, clock, timers, telemetry } = options;
  const { ttl, token } = terms;
  const loss = new AbortController();
  let endsAt = 0;
  let ended = false;
  let cancelRenewal = () => {};
  let cancelEnd = () => {};

  function holdUntil(end: number): void {
    endsAt = end;
    cancelEnd();
    // Its own timer: a renewal that hangs must not keep the holder in the belief that it holds.
    cancelEnd = timers.after(Math.max(0, end - clock.monotonic()), lose);
  }

  function renewLater(): void {
    cancelRenewal = timers.after(ttl / 3, () => void renew());
  }

  async function renew(): Promise<void> {
    const now = clock.monotonic();
    if (now >= endsAt) lose();
    if (ended) return;
    const answer = await guard.run('lease-renew', budget(), () => store.renew(key, terms));
    if (ended) return;
    if (answer === false) return lose();
    if (answer === true) holdUntil(now + ttl);
    renewLater();
  }

  function end(): void {
    ended = true;
    cancelRenewal();
    cancelEnd();
  }

  function lose(): void {
    if (ended) return;
    end();
    telemetry.lease(name, 'lost');
    loss.abort(new LeaseLost(`the lease ${name} was lost`));
  }

  holdUntil(askedAt + ttl);
  renewLater();
  return {
    signal: loss.signal,
    async release() {
      if (ended) return;
      end();
      await guard.run('lease-release', budget(), () => store.release(key, token));
    },
  };
}
