import type { CommittedEvent } from './committed-event.ts';

/** What a transport hands over: an event, or a message that is none. */
export type Delivery =
  | { readonly kind: 'event'; readonly event: CommittedEvent }
  /** Nobody can handle it: it is parked as it came. `id` is a UUID that is the same in every delivery. */
  | {
      readonly kind: 'malformed';
      readonly id: string;
      readonly message: Uint8Array;
      readonly reason: string;
    };

/** One consumer at a transport. */
export interface Subscriber {
  /** Of its consumer. */
  readonly name: string;
  readonly events: readonly string[];
  /**
   * Resolves when all were handled or parked: only then they are confirmed. Rejects when they must be delivered again: at once nothing
   * would be better, so the transport waits before it does. `signal` ends when the subscription does.
   */
  deliver(deliveries: readonly Delivery[], signal: AbortSignal): Promise<void>;
}

/** How far a subscriber is behind: messages that were sent and not confirmed; undefined while nobody can say. */
export interface TransportLag {
  readonly subscriber: string;
  readonly messages: number | undefined;
}

/**
 * Carries committed facts from the relay to consumers: at least once, and within an aggregate never a later one before an earlier one
 * that was not sent yet.
 */
export interface EventTransport {
  readonly kind: 'in-process' | 'kafka';
  /** Resolves when all are accepted durably. Rejects when one may not have been: the caller sends all of them again. Throws `TRANSPORT_UNAVAILABLE`. */
  send(events: readonly CommittedEvent[]): Promise<void>;
  /** Begins to deliver; reconnects by itself. */
  subscribe(subscriber: Subscriber): Subscription;
  /** Throws what is wrong: a cheap question for health and doctor. */
  ping(): Promise<void>;
  /** Of its own subscribers, or of the named ones wherever they run. */
  lag(subscribers?: readonly string[]): Promise<readonly TransportLag[]>;
  /** After its subscriptions. */
  close(): Promise<void>;
}

export interface Subscription {
  /** Ends after the delivery under way, whose signal aborts; what was not confirmed comes again elsewhere. */
  close(): Promise<void>;
}
