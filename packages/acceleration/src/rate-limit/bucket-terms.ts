import { hash } from 'node:crypto';
import { encodePart } from '../keys/encode-part.ts';
import { MAX_TENANT_LENGTH, NO_TENANT } from '../keys/key-maker.ts';
import type { Namespace } from '../keys/namespace.ts';
import { storeKey } from '../keys/store-text.ts';
import type { BucketUse, StoreKey } from '../ports/index.ts';
import type { LimitAsk, Quota, QuotaUse } from './limits.ts';
import { WINDOW_SLOTS } from './sliding-window.ts';

/** Milliseconds: a leap year. Times of buckets stay whole numbers in microseconds. */
const LONGEST_WINDOW = 366 * 24 * 3_600_000;

/** Quotas that were found well, so that a request does not pay for it. They are constants. */
const checked = new WeakSet<Quota>();

/** Throws TypeError: a quota that is none is a mistake of whoever wrote it, never of a request. */
export function checkUses(uses: readonly QuotaUse[]): void {
  for (const { quota, cost, parts } of uses) {
    if (!checked.has(quota)) checkQuota(quota);
    demand(isWhole(cost), quota, 'a whole cost from 1');
    demand(parts.length > 0, quota, 'parts that name the bucket');
  }
}

function checkQuota(quota: Quota): void {
  const { name, units, window, burst } = quota;
  demand(name !== '', quota, 'a name');
  demand(isWhole(units) && isWhole(window) && isWhole(burst), quota, 'whole units, window and burst from 1');
  demand(window <= LONGEST_WINDOW, quota, 'a window of at most a year');
  demand(units <= window * 1_000, quota, 'at most one unit in a microsecond');
  demand(spanOf(burst, quota) <= LONGEST_WINDOW * 1_000, quota, 'a burst that is there again within a year');
  checked.add(quota);
}

function demand(holds: boolean, { name }: Quota, what: string): void {
  if (!holds) throw new TypeError(`the quota ${name} needs ${what}`);
}

/** The most that can be taken at once. */
export function mostOf({ burst, units, algorithm }: Quota): number {
  return algorithm === 'sliding-window' ? Math.min(burst, units) : burst;
}

/** Whole microseconds in which so many units come back, rounded up. */
export function spanOf(units: number, quota: Quota): number {
  return Math.ceil((units * quota.window * 1_000) / quota.units);
}

/** Whole units that are left when so much of the store's bucket is taken: microseconds, or units of a sliding window. */
export function remainingOf(quota: Quota, level: number): number {
  const { units, window, burst, algorithm } = quota;
  const left =
    algorithm === 'sliding-window'
      ? units - level
      : ((spanOf(burst, quota) - level) * units) / (window * 1_000);
  return Math.max(0, Math.min(Math.floor(left), mostOf(quota)));
}

/** Keys of one tenant share a cluster slot; the text begins with the namespace, which is what the store's user may touch. */
export function bucketKey(
  namespace: Namespace,
  tenant: LimitAsk['tenant'],
  { quota, parts }: QuotaUse,
): StoreKey {
  const owner = tenant === null ? NO_TENANT : encodePart('tenant', tenant, MAX_TENANT_LENGTH);
  const bucket = hash('sha256', JSON.stringify(parts), 'base64url');
  return storeKey(`${namespace.text}:limit:{${owner}}:${encodePart('quota', quota.name, 64)}:${bucket}`);
}

export function bucketUse(key: StoreKey, { quota, cost }: QuotaUse): BucketUse {
  return quota.algorithm === 'sliding-window'
    ? {
        key,
        algorithm: 'sliding-window',
        cost,
        capacity: quota.units,
        slot: Math.ceil((quota.window * 1_000) / WINDOW_SLOTS),
      }
    : {
        key,
        algorithm: 'gcra',
        cost: spanOf(cost, quota),
        capacity: spanOf(quota.burst, quota),
        slot: 0,
      };
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
