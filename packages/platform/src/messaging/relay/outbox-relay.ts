import { AsyncResource } from 'node:async_hooks';
import type { SystemTx } from '../../postgres/tx.ts';
import { once } from '../../timing/timers.ts';
import type { CommittedEvent } from '../committed-event.ts';
import { Outage } from './outage.ts';
import { readOutboxBacklog } from './outbox-backlog.ts';
import { claimPartitions, ensurePartitions, releasePartitions, renewLeases } from './partition-lease.ts';
import { type OutboxRelayOptions, type RelayWorkplace, relayWorkplace } from './relay-workplace.ts';
import { REMOVED_AT_A_TIME, removeSent } from './retention.ts';
import { markSent, readUnsent } from './unsent-events.ts';

export interface OutboxRelay {
  /** Sends nothing more, waits shortly for what is under way, and gives its partitions back. */
  close(): Promise<void>;
}

/**
 * Sends what the outbox holds, each partition in the order of its ids: at least once. Any number of relays share the partitions
 * (`partition-lease.ts`). A claimed partition is sent batch by batch, outside of any transaction; the transaction that marks a batch
 * as sent also renews the lease and reads the next one, and the one that finds no more gives the partition back.
 */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  return new LeasingRelay(relayWorkplace(options));
}

/** Then a partition goes back, behind those that wait: a busy one must not keep the others from being sent. */
const BATCHES_PER_TURN = 10;
const BACKLOG_EVERY_MS = 15_000;
/** What `close` waits for: the batch under way, and then the database. Whatever takes longer is sent again by the next relay. */
const CLOSING_GRACE_MS = 400;

interface Claim {
  readonly partition: number;
  readonly events: readonly CommittedEvent[];
}

interface Settled {
  /** Otherwise the lease had ended, and nothing was written. */
  readonly ours: boolean;
  readonly next: readonly CommittedEvent[];
}

class LeasingRelay implements OutboxRelay {
  readonly #place: RelayWorkplace;
  readonly #outage: Outage;
  readonly #held = new Map<number, Promise<void>>();
  readonly #stopTimers: (() => void)[];
  #prepared = false;
  #closing = false;
  #closed = false;
  #look: Promise<void> | undefined;
  #looking = false;
  #hinted = false;
  readonly #chores = new Set<Promise<unknown>>();
  /** What the database refused, by what was wanted: each is said once until it works again. */
  readonly #failing = new Set<string>();

  constructor(place: RelayWorkplace) {
    this.#place = place;
    const { bell, every, pollMs, leaseMs, retention, metrics } = place;
    // Events are nobody's request when they are sent: the relay must not inherit the context of the one that rang.
    const wake = AsyncResource.bind(() => this.#wake());
    this.#outage = new Outage(place, wake);
    const removal = this.#chore(() => this.#removeOld());
    this.#stopTimers = [
      // While nothing can be sent, looking at each commit would only burden the database: pauses and polls are enough.
      bell.onRing(() => this.#outage.ongoing || void wake()),
      every(pollMs, wake),
      every(
        leaseMs / 3,
        this.#chore(() => this.#renew()),
      ),
      every(retention.everyMs, removal),
    ];
    if (metrics !== undefined) {
      this.#stopTimers.push(
        every(
          BACKLOG_EVERY_MS,
          this.#chore(() => this.#measure(metrics)),
        ),
      );
    }
    void wake();
    void removal();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const stop of this.#stopTimers) stop();
    await this.#inTime(Promise.all([this.#look, ...this.#held.values(), ...this.#chores]));
    this.#closed = true;
    this.#outage.end();
    const { database, token } = this.#place;
    await this.#inTime(
      this.#saidOnce('partitions of the outbox could not be given back', () =>
        database.withSystem((tx) => releasePartitions(tx, token, 'all')),
      ),
    );
  }

  /** Looks for partitions; a hint that comes during a look causes another one. */
  #wake(): Promise<void> | undefined {
    this.#hinted = true;
    if (!this.#looking) this.#look = this.#fill();
    return this.#look;
  }

  async #fill(): Promise<void> {
    this.#looking = true;
    while (this.#hinted && this.#held.size < this.#place.partitionsAtATime && !this.#closing) {
      this.#hinted = false;
      await this.#saidOnce('the outbox cannot be read', async () => {
        const claims = await this.#place.database.withSystem((tx) => this.#claim(tx));
        // One that is closing gives back what it has just got.
        if (!this.#closing) claims.forEach((claim) => this.#hold(claim));
      });
    }
    this.#looking = false;
  }

  async #claim(tx: SystemTx): Promise<readonly Claim[]> {
    const { partitionsAtATime, batchSize, token } = this.#place;
    if (!this.#prepared) {
      await ensurePartitions(tx);
      tx.onCommit(() => {
        this.#prepared = true;
      });
    }
    const except = [...this.#held.keys(), ...this.#outage.resting];
    const claimed = await claimPartitions(tx, this.#place, partitionsAtATime - this.#held.size, except);
    const claims: Claim[] = [];
    for (const partition of claimed) {
      const events = await readUnsent(tx, partition, batchSize);
      // Another relay was a moment faster.
      if (events.length === 0) await releasePartitions(tx, token, partition);
      else claims.push({ partition, events });
    }
    return claims;
  }

  #hold(claim: Claim): void {
    const { metrics } = this.#place;
    const drained = this.#drain(claim).then((settled) => {
      this.#held.delete(claim.partition);
      metrics?.holding(this.#held.size);
      // A database that marks nothing is left alone until the next poll: the same events would go round and round.
      if (settled) void this.#wake();
    });
    this.#held.set(claim.partition, drained);
    metrics?.holding(this.#held.size);
  }

  /** False: events were sent and could not be marked. */
  async #drain({ partition, events }: Claim): Promise<boolean> {
    const { database, metrics, log } = this.#place;
    let batch = events;
    for (let turn = 1; batch.length > 0; turn += 1) {
      const sent = batch;
      if (!(await this.#send(partition, sent)) || this.#closed) return true;
      const settled = await this.#saidOnce('sent events cannot be marked: they will be sent again', () =>
        database.withSystem((tx) => this.#settle(tx, partition, sent, turn)),
      );
      if (settled === undefined) return false;
      if (settled.ours) metrics?.sent(sent.length);
      else log.warn({ partition }, 'the lease ended during a send: its events are sent twice');
      batch = settled.next;
    }
    return true;
  }

  /** False: the transport took it not, or not for sure, and somebody else may try. */
  async #send(partition: number, events: readonly CommittedEvent[]): Promise<boolean> {
    const { database, token, transport } = this.#place;
    try {
      await transport.send(events);
      this.#outage.succeeded(partition);
      return true;
    } catch (error) {
      if (this.#closed) return false;
      this.#outage.failed(partition, error);
      await this.#saidOnce('a partition of the outbox could not be given back', () =>
        database.withSystem((tx) => releasePartitions(tx, token, partition)),
      );
      return false;
    }
  }

  /** Marks a batch as sent and reads the next one. With none, the partition is given back. */
  async #settle(
    tx: SystemTx,
    partition: number,
    sent: readonly CommittedEvent[],
    turn: number,
  ): Promise<Settled> {
    if (!(await markSent(tx, this.#place, partition, sent))) return { ours: false, next: [] };
    const goesOn = turn < BATCHES_PER_TURN && !this.#closing;
    const next = goesOn ? await readUnsent(tx, partition, this.#place.batchSize) : [];
    if (next.length === 0) await releasePartitions(tx, this.#place.token, partition);
    return { ours: true, next };
  }

  /** A send may take longer than a lease. */
  async #renew(): Promise<void> {
    const held = [...this.#held.keys()];
    if (held.length === 0) return;
    await this.#saidOnce('the leases of partitions cannot be renewed', () =>
      this.#place.database.withSystem((tx) => renewLeases(tx, this.#place, held)),
    );
  }

  async #removeOld(): Promise<void> {
    const { database, clock, retention } = this.#place;
    const sentBefore = clock.now() - retention.sentForMs;
    await this.#saidOnce('sent events cannot be removed', async () => {
      let removed = REMOVED_AT_A_TIME;
      while (removed === REMOVED_AT_A_TIME && !this.#closing) {
        removed = await database.withSystem((tx) => removeSent(tx, sentBefore));
      }
    });
  }

  async #measure(metrics: NonNullable<RelayWorkplace['metrics']>): Promise<void> {
    await this.#saidOnce('the backlog of the outbox cannot be measured', async () =>
      metrics.backlog(await this.#place.database.withSystem(readOutboxBacklog)),
    );
  }

  /** For timers: what still runs is not begun again, and `close` waits for it. */
  #chore(work: () => Promise<void>): () => Promise<void> {
    let running: Promise<void> | undefined;
    return () => {
      if (running !== undefined) return running;
      const begun = work().finally(() => {
        running = undefined;
        this.#chores.delete(begun);
      });
      running = begun;
      this.#chores.add(begun);
      return begun;
    };
  }

  /** Nothing that fails ends the relay: the next hint or poll tries again. Undefined: it failed. */
  async #saidOnce<T>(problem: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.#failing.delete(problem);
      return result;
    } catch (error) {
      if (!this.#failing.has(problem)) this.#place.log.error({ err: error }, problem);
      this.#failing.add(problem);
      return undefined;
    }
  }

  async #inTime(work: Promise<unknown>): Promise<void> {
    const late = Promise.withResolvers<void>();
    const stop = once(this.#place.every, CLOSING_GRACE_MS, late.resolve);
    await Promise.race([work, late.promise]);
    stop();
  }
}
