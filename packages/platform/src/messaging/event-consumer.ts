import type { Tx } from '../postgres/tx.ts';
import type { CommittedEvent } from './committed-event.ts';

interface ConsumerOf {
  /** Kebab-case, unique and never changed: names its inbox, its group, its metrics. */
  readonly name: string;
  /** Types of events it wants; the others never reach it. */
  readonly events: readonly [string, ...string[]];
}

/**
 * Who hears events. Delivered at least once, in effect once: what is in the consumer's inbox is not handled again.
 *
 * An error whose kind may pass (`unavailable`, `tooManyRequests`) is tried again for as long as it takes: by a transactional consumer
 * and while it is the database that fails, in place; otherwise, after a few tries, from the database, where the event waits and later
 * ones go on. Any other error, and one event that alone takes the database too long, is tried a few times; then the event is parked with
 * its error and the next one goes on.
 *
 * Whoever reads `data` reads it with `dataOf`, which knows one version and leaves out what later releases add.
 */
export type EventConsumer = TransactionalConsumer | IdempotentConsumer;

/** Its effect is in PostgreSQL: it commits together with the row of the inbox, or neither does. */
export interface TransactionalConsumer extends ConsumerOf {
  /** In a write transaction of the event's tenant. */
  handle(tx: Tx, event: CommittedEvent): Promise<void>;
}

/** Its effect is elsewhere and may be repeated: the inbox is written after `apply` has resolved. */
export interface IdempotentConsumer extends ConsumerOf {
  /**
   * Events of one tenant, outside of any transaction: in their order, but for those that waited or were parked, which come after later
   * ones and may come again at the same time elsewhere.
   */
  apply(events: readonly CommittedEvent[]): Promise<void>;
}
