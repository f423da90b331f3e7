import type { BusPosition, BusSubscription, Bytes, Claim, Stores } from '../ports/index.ts';
import { type KeySpace, type Operation, ORDER_OFFSET, VALUES } from './differential-operations.ts';

/** An answer as plain data: bytes as hexadecimal text, a rejection as the word. */
export type Reply = string | number | boolean | null | BusPosition | readonly (string | null)[];

/** Does one operation on one node. Rejections are answers too; what they say may differ between stores. */
export async function replyTo(
  stores: Stores,
  subscription: BusSubscription | undefined,
  operation: Operation,
  keys: KeySpace,
): Promise<Reply> {
  try {
    return (
      (await entryReply(stores, operation, keys)) ?? (await otherReply(stores, subscription, operation, keys))
    );
  } catch {
    return 'rejected';
  }
}

const hex = (value: Bytes | null) =>
  value === null ? 'nothing' : `bytes ${Buffer.from(value).toString('hex')}`;
const claimed = ({ granted, value }: Claim) => `${granted ? 'granted' : 'denied'}, ${hex(value)}`;
const valueOf = (index: number) => VALUES[index] as Bytes;

/** Null: the operation is none of the entry store's. */
async function entryReply({ entries }: Stores, operation: Operation, keys: KeySpace): Promise<Reply> {
  switch (operation.do) {
    case 'get':
      return hex(await entries.get(keys.entry(operation.entry).data));
    case 'getMany':
      return (await entries.getMany(operation.entries.map((entry) => keys.entry(entry).data))).map(hex);
    case 'claim':
      return claimed(await entries.claim(keys.entry(operation.entry), operation));
    case 'claimMany': {
      const claims = operation.claims.map((terms) => ({ entry: keys.entry(terms.entry), terms }));
      return (await entries.claimMany(claims)).map(claimed);
    }
    case 'fill':
      return entries.fill(keys.entry(operation.entry), fillOf(operation));
    case 'fillMany':
      return entries.fillMany(
        operation.fills.map((fill) => ({ entry: keys.entry(fill.entry), fill: fillOf(fill) })),
      );
    case 'put':
      await entries.put(keys.entry(operation.entry), { ...operation, value: valueOf(operation.value) });
      return 'put';
    case 'renew':
      return entries.renew(keys.entry(operation.entry), operation);
    case 'release':
      return entries.release(keys.entry(operation.entry), operation.token);
    case 'evict':
      await entries.evict(keys.entry(operation.entry));
      return 'evicted';
    case 'evictMany':
      await entries.evictMany(operation.entries.map(keys.entry));
      return 'evicted';
    default:
      return null;
  }
}

function fillOf(fill: { token: string; ttl: number; value: number; ordered: boolean }) {
  const { token, ttl, value } = fill;
  return { token, ttl, value: valueOf(value), ...(fill.ordered ? { orderOffset: ORDER_OFFSET } : {}) };
}

async function otherReply(
  { bus, coordination }: Stores,
  subscription: BusSubscription | undefined,
  operation: Operation,
  keys: KeySpace,
): Promise<Reply> {
  switch (operation.do) {
    case 'acquire':
      return coordination.acquire(keys.lease(operation.key), operation);
    case 'renewLease':
      return coordination.renew(keys.lease(operation.key), operation);
    case 'releaseLease':
      return coordination.release(keys.lease(operation.key), operation.token);
    case 'add':
      return coordination.add(keys.counter(operation.key), operation.amount, operation.ttl);
    case 'count':
      return coordination.count(keys.counter(operation.key));
    case 'leave':
      return coordination.leave(keys.handover(operation.key), valueOf(operation.value), operation.ttl);
    case 'take':
      return hex(await coordination.take(keys.handover(operation.key)));
    case 'announce':
      return bus.announce(operation.items);
    case 'position':
      return bus.position();
    case 'beat':
      await subscription?.beat('beat');
      return 'sent';
    default:
      return null;
  }
}
