import type { BusListener, BusPosition, BusSubscription, Random } from '../../ports/index.ts';

interface Ear {
  readonly listener: BusListener;
  /** Grows with each connection; what was sent on an earlier one is lost. 0: closed. */
  connection: number;
}

/**
 * The stream behind `BusStore`. What is sent arrives in microtasks, which run in the order in which they were asked for:
 * that is the order of the stream.
 */
export class BusStream {
  readonly #random: Random;
  readonly #ears = new Set<Ear>();
  #position: BusPosition | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  announce(items: readonly string[]): BusPosition {
    const { epoch, seq } = this.position();
    const position = { epoch, seq: seq + 1 };
    this.#position = position;
    const sent = [...items];
    for (const ear of this.#ears) deliver(ear, (listener) => listener.message(position, sent));
    return position;
  }

  position(): BusPosition {
    this.#position ??= { epoch: this.#random.token(), seq: 0 };
    return this.#position;
  }

  listen(listener: BusListener): BusSubscription {
    const ear: Ear = { listener, connection: 1 };
    this.#ears.add(ear);
    deliver(ear, () => listener.subscribed());
    return {
      beat: async (note) => {
        if (ear.connection === 0) throw new Error('the subscription is closed');
        const position = this.position();
        deliver(ear, () => listener.heartbeat(position, note));
      },
      close: async () => {
        ear.connection = 0;
        this.#ears.delete(ear);
      },
    };
  }

  /** All listeners lose their connections, with what was on its way, and are back at once. */
  disconnect(): void {
    for (const ear of this.#ears) {
      ear.connection += 1;
      deliver(ear, (listener) => listener.disconnected());
      deliver(ear, (listener) => listener.subscribed());
    }
  }

  /** The stream ends, the listeners stay: the next position is of another epoch. */
  clear(): void {
    this.#position = undefined;
  }
}

function deliver(ear: Ear, event: (listener: BusListener) => void): void {
  const { connection } = ear;
  queueMicrotask(() => {
    if (ear.connection === connection) event(ear.listener);
  });
}
