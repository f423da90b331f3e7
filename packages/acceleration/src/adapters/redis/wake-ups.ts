import type { Redis } from 'ioredis';
import type { StoreKey } from '../../ports/index.ts';
import { keepSubscribed, type Subscription } from './subscription.ts';

/** The ear of this node for the ends of leases that it waits for. */
export interface WakeUps {
  /** This node's own, as it stands among the waiters of an entry. */
  readonly channel: string;
  listen(listener: (key: StoreKey) => void): () => void;
  /** The server may be another one now. */
  renew(): void;
  close(): Promise<void>;
}

/** Connects when the first listener comes. A lost wake-up is made up for by the waiter's polling. */
export function wakeUps(channel: string, open: () => Redis): WakeUps {
  const listeners = new Set<(key: StoreKey) => void>();
  let subscription: Subscription | undefined;

  function start(): Subscription {
    return keepSubscribed({
      open,
      // Not sharded: a script may publish to a sharded channel of its own slot only.
      subscribe: (connection) => connection.subscribe(channel),
      subscribed() {},
      message(_channel, payload) {
        // Anybody may publish. A key that nobody waits for here is nobody's business.
        for (const listener of listeners) listener(payload.toString() as StoreKey);
      },
      dropped() {},
    });
  }

  return {
    channel,
    listen(listener) {
      // Each registration counts for itself, also of the same function.
      const registered = (key: StoreKey) => listener(key);
      listeners.add(registered);
      subscription ??= start();
      return () => {
        listeners.delete(registered);
      };
    },
    renew: () => subscription?.renew(),
    async close() {
      listeners.clear();
      await subscription?.close();
    },
  };
}
