import type { Redis } from 'ioredis';
import { systemTimers } from '../../ports/index.ts';
import { backoff } from './backoff.ts';

export interface SubscriptionParty {
  /** A connection to whoever serves the channels now, not connected yet. Throws where nobody is known to. */
  open(): Redis;
  /** Resolves with the acknowledgement of all channels. */
  subscribe(connection: Redis): Promise<unknown>;
  subscribed(): void;
  message(channel: string, payload: Buffer): void;
  /** Only after `subscribed`. */
  dropped(): void;
}

export interface Subscription {
  /** Gives the present connection up and makes a new one. */
  renew(): void;
  close(): Promise<void>;
}

/*
 * The driver could subscribe again by itself, but does not tell when that was acknowledged, and on a cluster may take
 * another connection without a word. So each connection here lives once:
 *
 *   open → connect → subscribe → acknowledged: subscribed() → messages … → end: dropped() → wait → open
 */
export function keepSubscribed(party: SubscriptionParty): Subscription {
  let closed = false;
  let attempts = 0;
  let current: Redis | undefined;
  let live = false;
  let cancelRetry = () => {};

  function attempt(): void {
    attempts += 1;
    let connection: Redis;
    try {
      connection = party.open();
    } catch {
      return retry();
    }
    current = connection;
    connection.once('end', () => lost(connection));
    // The server took the channel away: its slot lives on another node now.
    connection.once('moved', () => connection.disconnect());
    const receive = (channel: Buffer, payload: Buffer) => {
      if (live && connection === current) party.message(channel.toString(), payload);
    };
    connection.on('messageBuffer', receive);
    connection.on('smessageBuffer', receive);
    establish(connection).catch(() => connection.disconnect());
  }

  async function establish(connection: Redis): Promise<void> {
    await connection.connect();
    await party.subscribe(connection);
    if (connection !== current) return;
    attempts = 0;
    live = true;
    party.subscribed();
  }

  function lost(connection: Redis): void {
    if (connection !== current) return;
    current = undefined;
    const wasLive = live;
    live = false;
    if (closed) return;
    retry();
    if (wasLive) party.dropped();
  }

  function retry(): void {
    cancelRetry = systemTimers.after(backoff(attempts + 1), attempt);
  }

  function renew(): void {
    const connection = current;
    if (connection === undefined) return;
    lost(connection);
    connection.disconnect();
  }

  attempt();
  return {
    renew,
    async close() {
      closed = true;
      cancelRetry();
      renew();
    },
  };
}
