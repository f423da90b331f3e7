import type { BusListener, BusPosition } from '../../ports/index.ts';
import { StoreFault } from './store-fault.ts';
import type { World } from './world.ts';

/** Between a subscription and its listener. */
export class Ear implements BusListener {
  readonly #listener: BusListener;
  readonly #node: number;
  readonly #world: World;
  /** What the store says. */
  #subscribed = false;
  /** What the listener was told. */
  #connected = false;
  #reconnects = 0;
  #closed = false;
  /** Grows with each connection; what was sent on an earlier one is lost. */
  #connection = 0;
  /** On its way, in order. */
  #queue: (() => void)[] = [];
  /** Monotonic: nothing in the ordered stream arrives before what came earlier. */
  #lastArrival = 0;
  /** What arrived while the store hung, in order. */
  #held: (() => void)[] = [];

  constructor(listener: BusListener, node: number, world: World) {
    this.#listener = listener;
    this.#node = node;
    this.#world = world;
  }

  subscribed(): void {
    this.#subscribed = true;
    this.reconsider();
  }

  disconnected(): void {
    this.#subscribed = false;
    this.reconsider();
  }

  message(inner: BusPosition, items: readonly string[]): void {
    if (!this.#connected) return;
    const { active, positions, timers } = this.#world;
    const position = positions.sent(inner);
    const arrive = () => this.#listener.message(position, items);
    if (active.strike('bus-lost', this.#node) !== undefined) return;
    const times = active.strike('bus-doubled', this.#node) === undefined ? 1 : 2;
    for (let time = 0; time < times; time += 1) {
      const spread = active.strike('bus-reordered', this.#node);
      if (spread === undefined) this.#inOrder(arrive);
      else {
        const delay = active.random('bus-reordered').between(spread.from, spread.to);
        timers.after(
          delay,
          this.#ofThisConnection(() => this.#arrive(arrive)),
        );
      }
    }
  }

  heartbeat(inner: BusPosition, note: string): void {
    if (!this.#connected) return;
    if (this.#world.active.strike('heartbeats-lost', this.#node) !== undefined) return;
    const position = this.#world.positions.standing(inner);
    this.#inOrder(() => this.#listener.heartbeat(position, note));
  }

  /** Throws where a heartbeat cannot be sent. */
  demandConnection(): void {
    if (!this.#connected) throw new StoreFault('bus-cut', 'Connection is closed.');
  }

  reconnectAfter(ms: number): void {
    this.#reconnects += 1;
    this.reconsider();
    this.#world.timers.after(ms, () => {
      this.#reconnects -= 1;
      this.reconsider();
    });
  }

  close(): void {
    this.#closed = true;
    this.#connection += 1;
  }

  /** A fault began or ended. */
  reconsider(): void {
    const { active } = this.#world;
    if (this.#closed) return;
    const cut = active.on('killed', this.#node) ?? active.on('bus-cut', this.#node);
    const hangs = active.on('hanging', this.#node) !== undefined;
    const may = this.#subscribed && this.#reconnects === 0 && cut === undefined;
    if (this.#connected && !may) this.#disconnect();
    // A frozen server acknowledges no subscription.
    if (!this.#connected && may && !hangs) this.#connect();
    if (!hangs) this.#letGo();
  }

  #connect(): void {
    this.#connected = true;
    this.#listener.subscribed();
  }

  #disconnect(): void {
    const { active } = this.#world;
    if (active.on('bus-cut', this.#node) !== undefined) active.struck['bus-cut'] += 1;
    this.#connected = false;
    this.#connection += 1;
    this.#queue = [];
    this.#held = [];
    this.#lastArrival = 0;
    this.#listener.disconnected();
  }

  #inOrder(call: () => void): void {
    const { active, clock, timers } = this.#world;
    const span = active.strike('bus-delayed', this.#node);
    const now = clock.monotonic();
    const delay = span === undefined ? 0 : active.random('bus-delayed').between(span.from, span.to);
    if (delay === 0 && this.#queue.length === 0) return this.#arrive(call);
    this.#lastArrival = Math.max(this.#lastArrival, now + delay);
    this.#queue.push(call);
    // Each timer brings the first that is on its way, not its own: real timers of one moment run in any order.
    const bringFirst = this.#ofThisConnection(() => {
      const first = this.#queue.shift();
      if (first !== undefined) this.#arrive(first);
    });
    timers.after(this.#lastArrival - now, bringFirst);
  }

  #arrive(call: () => void): void {
    if (this.#world.active.strike('hanging', this.#node) === undefined) call();
    else this.#held.push(call);
  }

  #ofThisConnection(call: () => void): () => void {
    const connection = this.#connection;
    return () => {
      if (this.#connected && this.#connection === connection) call();
    };
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = [];
    for (const call of held) call();
  }
}
