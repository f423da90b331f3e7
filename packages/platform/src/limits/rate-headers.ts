import type { LimitState, Quota } from './limiter.ts';

const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);

/**
 * What a caller is told of its quotas: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers name all of them,
 * the older `X-RateLimit-*` the tightest: the most that is there at once, what is left of it, and the seconds until it is whole again.
 * `retryAfter` in seconds where the answer says so: no effective window may end after it, or a client that heeds both would be told to
 * come back too early.
 */
export function rateHeaders(
  states: readonly LimitState[],
  retryAfter = Number.POSITIVE_INFINITY,
): Readonly<Record<string, string>> {
  const [first, ...others] = states;
  if (first === undefined) return {};
  const tightest = others.reduce((least, state) => (share(state) < share(least) ? state : least), first);
  return {
    'x-ratelimit-limit': String(tightest.quota.burst),
    'x-ratelimit-remaining': String(tightest.remaining),
    'x-ratelimit-reset': String(seconds(tightest.resetAfter)),
    ratelimit: states.map((state) => serviceLimit(state, retryAfter)).join(', '),
    'ratelimit-policy': states.map(({ quota }) => policy(quota)).join(', '),
  };
}

const share = ({ remaining, quota }: LimitState) => remaining / quota.burst;

const serviceLimit = ({ quota, remaining, resetAfter }: LimitState, retryAfter: number) =>
  `"${quota.name}";r=${remaining};t=${Math.min(seconds(resetAfter), retryAfter)}`;

const policy = ({ name, units, window }: Quota) => `"${name}";q=${units};w=${seconds(window)}`;
