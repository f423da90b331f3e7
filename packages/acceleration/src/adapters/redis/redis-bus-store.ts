import { Command, type Redis } from 'ioredis';
import type { BusKeys } from '../../keys/technical-keys.ts';
import {
  type BusListener,
  type BusPosition,
  type BusStore,
  type BusSubscription,
  systemRandom,
} from '../../ports/index.ts';
import { isPosition, readAnnouncement, readHeartbeat } from './bus-message.ts';
import type { Client } from './client.ts';

import { loadScript, runScript, type Script } from './script.ts';
import { keepSubscribed } from './subscription.ts';

const scripts = {
  announce: loadScript('announce-2'),
  beat: loadScript('beat-2'),
  position: loadScript('position-2'),
};

/** Heartbeats that the server took and that did not come back, after which the connection is thought dead. */
const UNANSWERED = 4;

/**
 * One stream: epoch, number and channels in one slot. On a cluster the channels are sharded, so that one shard carries all
 * of it and a script can number and send in one step.
 */
export class RedisBusStore implements BusStore {
  readonly #client: Client;
  readonly #keys: BusKeys;
  readonly #open: () => Redis;
  readonly #closers = new Set<() => Promise<void>>();

  /** `open` makes a connection to the server of the bus. */
  constructor(client: Client, keys: BusKeys, open: () => Redis) {
    this.#client = client;
    this.#keys = keys;
    this.#open = open;
  }

  announce(items: readonly string[]): Promise<BusPosition> {
    return this.#send(scripts.announce, this.#keys.channel, JSON.stringify(items));
  }

  position(): Promise<BusPosition> {
    return this.#run(scripts.position, []);
  }

  listen(listener: BusListener): BusSubscription {
    const { channel } = this.#keys;
    const own = this.#keys.heartbeatChannel(systemRandom.token());
    let unanswered = 0;
    const subscription = keepSubscribed({
      open: this.#open,
      subscribe: (connection) =>
        this.#client.isCluster ? connection.ssubscribe(channel, own) : connection.subscribe(channel, own),
      subscribed() {
        unanswered = 0;
        listener.subscribed();
      },
      message(from, payload) {
        if (from === own) {
          const heartbeat = readHeartbeat(payload);
          if (heartbeat === null) return;
          unanswered = 0;
          listener.heartbeat({ epoch: heartbeat.epoch, seq: heartbeat.seq }, heartbeat.note);
          return;
        }
        const announcement = readAnnouncement(payload);
        if (announcement === null) return;
        listener.message({ epoch: announcement.epoch, seq: announcement.seq }, announcement.items);
      },
      dropped: () => listener.disconnected(),
    });
    const close = async () => {
      this.#closers.delete(close);
      await subscription.close();
    };
    this.#closers.add(close);
    return {
      beat: async (note) => {
        await this.#send(scripts.beat, own, JSON.stringify(note));
        unanswered += 1;
        if (unanswered <= UNANSWERED) return;
        unanswered = 0;
        subscription.renew();
      },
      close,
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#closers].map((close) => close()));
  }

  #send(script: Script, channel: string, body: string): Promise<BusPosition> {
    return this.#run(script, [channel, this.#client.isCluster ? 'SPUBLISH' : 'PUBLISH', body]);
  }

  async #run(script: Script, args: readonly string[]): Promise<BusPosition> {
    const { epoch, seq } = this.#keys;
    const reply = await runScript(this.#client, script, [epoch, seq], [systemRandom.token(), ...args]);
    const [stored, number] = reply as [Buffer, Buffer];
    const position = { epoch: stored.toString(), seq: Number(number) };
    if (!isPosition(position.epoch, position.seq))
      throw new Error('the bus position in the store is malformed');
    return position;
  }
}

/** Of the slot a key lives in on a cluster. */
export function slotOf(key: string): number {
  return new Command('get', [key]).getSlot();
}
