import type { BusPosition, BusSubscription, Stores } from '../ports/index.ts';
import { keySpace, type Operation, shortLifeOf } from './differential-operations.ts';
import { type Reply, replyTo } from './differential-replies.ts';

/** A store that takes part in a comparison, as two nodes see it. */
export interface Contender {
  readonly nodes: readonly [Stores, Stores];
  /** Moves the store's clock by so many milliseconds. Absent where time is real. */
  advance?(milliseconds: number): void;
  /** Everything is lost. Absent where others use the store too. */
  flush?(): Promise<void>;
}

type BusEvent =
  | readonly ['message', BusPosition, readonly string[]]
  | readonly ['heartbeat', BusPosition, string];

/** All that can be seen of a run from outside, in names that do not depend on the store. */
interface Outcome {
  /** One for each operation. */
  readonly replies: readonly Reply[];
  /** For each node the keys it was woken for, and what it heard on the bus, in order. */
  readonly wakes: readonly (readonly string[])[];
  readonly heard: readonly (readonly BusEvent[])[];
}

/** Round trips to a store; far more than it takes to connect. */
const PATIENCE = 50_000;

interface Ear {
  readonly events: BusEvent[];
  readonly wakes: string[];
  readonly subscription: BusSubscription;
  close(): Promise<void>;
}

/** Runs sequences of operations on one store, one after the other. */
export class ContenderRunner {
  readonly #contender: Contender;
  readonly #name: string;
  #ears: readonly Ear[] = [];
  #runs = 0;

  /** `name` must be new to the store: it is in every key. */
  constructor(contender: Contender, name: string) {
    this.#contender = contender;
    this.#name = name;
  }

  async open(): Promise<void> {
    this.#ears = await Promise.all(this.#contender.nodes.map(earOn));
    await this.#quiet(`${this.#name}:open`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#ears.map((ear) => ear.close()));
  }

  async run(operations: readonly Operation[]): Promise<Outcome> {
    this.#runs += 1;
    const run = `${this.#name}:${this.#runs}`;
    const { nodes } = this.#contender;
    const base = await nodes[0].bus.position();
    const keys = keySpace(run);
    for (const ear of this.#ears) {
      ear.events.length = 0;
      ear.wakes.length = 0;
    }
    const replies: Reply[] = [];
    for (const operation of operations) {
      if (operation.do === 'flush') {
        await this.#contender.flush?.();
        replies.push('flushed');
      } else {
        replies.push(
          await replyTo(nodes[operation.node], this.#ears[operation.node]?.subscription, operation, keys),
        );
      }
      await this.#passes(shortLifeOf(operation));
    }
    await this.#quiet(run);
    const own = (key: string) => key.startsWith(`differential:${run}:entry:`);
    return renamed(base, {
      replies,
      wakes: this.#ears.map(({ wakes }) =>
        wakes.filter(own).map((key) => key.slice(`differential:${run}:`.length)),
      ),
      heard: this.#ears.map(({ events }) => events.filter(([, , what]) => what !== run)),
    });
  }

  async #passes(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return;
    const { nodes, advance } = this.#contender;
    const { entries } = nodes[0];
    // Beyond the last millisecond, which a store may count to the life or not.
    const end = (await entries.time()) + milliseconds + 1;
    advance?.(milliseconds + 1);
    while ((await entries.time()) < end);
  }

  /** Everything that was sent to the nodes has arrived: a heartbeat and a wake-up behind it have. */
  async #quiet(mark: string): Promise<void> {
    const { nodes } = this.#contender;
    const keys = keySpace(`${mark}:quiet`);
    for (const [index, ear] of this.#ears.entries()) {
      const { entries } = nodes[index as 0 | 1];
      const entry = keys.entry(index);
      const woken = () => ear.wakes.includes(entry.data);
      const heard = () => ear.events.some(([kind, , what]) => kind === 'heartbeat' && what === mark);
      await ear.subscription.beat(mark);
      // Again and again, because a node's ear may still be connecting when the first run begins.
      for (let turn = 0; !woken() || !heard(); turn += 1) {
        if (turn === PATIENCE) throw new Error(`node ${index} hears nothing`);
        await entries.claim(entry, { token: 'holder', ttl: 1_000 });
        await entries.claim(entry, { token: 'waiter', ttl: 1_000 });
        await entries.release(entry, 'holder');
      }
    }
  }
}

async function earOn({ bus, entries }: Stores): Promise<Ear> {
  const events: BusEvent[] = [];
  const wakes: string[] = [];
  const stop = entries.onWake((key) => wakes.push(key));
  const { promise, resolve } = Promise.withResolvers<void>();
  const subscription = bus.listen({
    subscribed: resolve,
    disconnected: () => {},
    message: (position, items) => events.push(['message', position, items]),
    heartbeat: (position, note) => events.push(['heartbeat', position, note]),
  });
  await promise;
  return {
    events,
    wakes,
    subscription,
    close: async () => {
      stop();
      await subscription.close();
    },
  };
}

/** Epochs get names in the order in which they show, and the first one is counted from where the run found it. */
function renamed(base: BusPosition, outcome: Outcome): Outcome {
  const names = new Map([[base.epoch, 'epoch 0']]);
  const rename = ({ epoch, seq }: BusPosition): BusPosition => {
    const name = names.get(epoch) ?? `epoch ${names.size}`;
    names.set(epoch, name);
    return { epoch: name, seq: epoch === base.epoch ? seq - base.seq : seq };
  };
  return {
    ...outcome,
    replies: outcome.replies.map((reply) =>
      typeof reply === 'object' && reply !== null && 'epoch' in reply ? rename(reply) : reply,
    ),
    heard: outcome.heard.map((events) =>
      events.map(
        (event): BusEvent =>
          event[0] === 'message'
            ? ['message', rename(event[1]), event[2]]
            : ['heartbeat', rename(event[1]), event[2]],
      ),
    ),
  };
}
