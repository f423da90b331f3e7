/** A point in the stream of invalidations. A new epoch means that the stream was lost and began again. */
export interface BusPosition {
  readonly epoch: string;
  /** Whole number, 1 for the first message of an epoch; 0 before it. */
  readonly seq: number;
}

export interface BusListener {
  /** The server acknowledged the subscription: all that is announced from here on arrives, until `disconnected`. */
  subscribed(): void;
  message(position: BusPosition, items: readonly string[]): void;
  /** The own `beat`, come back: everything announced before it was sent has arrived before it. */
  heartbeat(position: BusPosition, note: string): void;
  /** Messages may have been lost. The adapter subscribes again by itself and then calls `subscribed`. */
  disconnected(): void;
}

/** A node's ear on the bus. */
export interface BusSubscription {
  /**
   * Sends a heartbeat through the store to this listener alone, on the connection that the messages take, so that it cannot
   * overtake one. `note` comes back unchanged.
   */
  beat(note: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The invalidation bus on the coordination store: one stream per namespace. The fast path only: a node that misses
 * messages finds out (`bus/`) and drops what it cannot trust.
 */
export interface BusStore {
  /** Gives the items the next number and sends them to every listener, in one step. */
  announce(items: readonly string[]): Promise<BusPosition>;
  position(): Promise<BusPosition>;
  listen(listener: BusListener): BusSubscription;
}
