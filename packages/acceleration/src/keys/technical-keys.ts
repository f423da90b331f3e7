import type { StoreKey } from '../ports/index.ts';
import { encodePart } from './encode-part.ts';
import type { Namespace } from './namespace.ts';
import { storeKey } from './store-text.ts';

/** Keys and channels of a namespace's bus. One hash tag: a script may touch all, a sharded subscription hears all. */
export interface BusKeys {
  readonly epoch: StoreKey;
  readonly seq: StoreKey;
  /** Where invalidations are published. */
  readonly channel: string;
  /** Where a node hears its own heartbeats. */
  heartbeatChannel(node: string): string;
}

export function busKeys(namespace: Namespace): BusKeys {
  const tag = `{${namespace.text}:bus}`;
  return Object.freeze({
    epoch: storeKey(`${tag}:epoch`),
    seq: storeKey(`${tag}:seq`),
    channel: `${tag}:items`,
    heartbeatChannel: (node: string) => `${tag}:beat:${encodePart('node', node, 64)}`,
  });
}

/** Where a node hears that a lease ended that it was waiting for. */
export function wakeChannel(namespace: Namespace, node: string): string {
  return `${namespace.text}:wake:${encodePart('node', node, 64)}`;
}

export interface TechnicalKey {
  readonly name: string;
  readonly type: 'key' | 'channel';
  readonly pattern: string;
  readonly holds: string;
  readonly lifeCycle: string;
  /** What decides its cluster slot. */
  readonly slot: string;
}

/** What the layer keeps besides entries. */
export const technicalKeys: readonly TechnicalKey[] = [
  {
    name: 'lease',
    type: 'key',
    pattern: 'lock:{<data key>}',
    holds: 'the token of the one who fills the entry',
    lifeCycle:
      'Ends by itself (three times the measured cost of the load, at least 2 s, renewed while it runs); ended by the fill, the release or an invalidation.',
    slot: 'of its data key',
  },
  {
    name: 'waiters',
    type: 'key',
    pattern: 'wait:{<data key>}',
    holds: 'the nodes to wake when the lease ends',
    lifeCycle: 'Deleted when the lease ends, and ends by itself one second after it at the latest.',
    slot: 'of its data key',
  },
  {
    name: 'bus epoch',
    type: 'key',
    pattern: '{<ns>:bus}:epoch',
    holds: 'a random text that names this life of the bus',
    lifeCycle:
      'Set by the first use and never ends. If it is lost, a new one is set, and every node drops its changeable memory.',
    slot: 'of `<ns>:bus`',
  },
  {
    name: 'bus sequence',
    type: 'key',
    pattern: '{<ns>:bus}:seq',
    holds: 'the number of the last invalidation in the epoch',
    lifeCycle: 'Grows with each invalidation and never ends; begins again with an epoch.',
    slot: 'of `<ns>:bus`',
  },
  {
    name: 'bus channel',
    type: 'channel',
    pattern: '{<ns>:bus}:items',
    holds: 'what was invalidated, with epoch and number',
    lifeCycle: 'Keeps nothing: a node that was away finds the gap by the numbers.',
    slot: 'of `<ns>:bus`',
  },
  {
    name: 'heartbeat channel',
    type: 'channel',
    pattern: '{<ns>:bus}:beat:<node>',
    holds: "a node's own heartbeats",
    lifeCycle: 'Keeps nothing.',
    slot: 'of `<ns>:bus`',
  },
  {
    name: 'wake channel',
    type: 'channel',
    pattern: '<ns>:wake:<node>',
    holds: 'data keys whose lease ended while the node waited',
    lifeCycle: 'Keeps nothing: waiters poll as well.',
    slot: 'none: published to every server of a cluster',
  },
];
