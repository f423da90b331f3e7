import type { LimitState, Quota } from './limiter.ts';

const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);

/**
 * What a caller is told of its quotas: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers name all of them,
 * the older `X-RateLimit-*` the tightest: the most that is there at once, what is left of it, and the seconds until it is whole again.
 */
export function rateHeaders(states: readonly LimitState[]): Readonly<Record<string, string>> {
  const [first, ...others] = states;
  if (first === undefined) return {};
  const tightest = others.reduce((least, state) => (share(state) < share(least) ? state : least), first);
  return {
    'x-ratelimit-limit': String(tightest.quota.burst),
    'x-ratelimit-remaining': String(tightest.remaining),
    'x-ratelimit-reset': String(seconds(tightest.resetAfter)),
    ratelimit: states.map(serviceLimit).join(', '),
    'ratelimit-policy': states.map(({ quota }) => policy(quota)).join(', '),
  };
}

const share = ({ remaining, quota }: LimitState) => remaining / quota.burst;

const serviceLimit = ({ quota, remaining, resetAfter }: LimitState) =>
  `"${quota.name}";r=${remaining};t=${seconds(resetAfter)}`;

const policy = ({ name, units, window }: Quota) => `"${name}";q=${units};w=${seconds(window)}`;
