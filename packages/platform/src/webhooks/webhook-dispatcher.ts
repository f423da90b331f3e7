import { AsyncResource } from 'node:async_hooks';
import { onDeliveryArrival } from './delivery-arrival.ts';
import { claimDeliveries } from './delivery-claim.ts';
import { deliveryUpkeep, UPKEEP_MS } from './delivery-upkeep.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';
import { type DispatcherPlace, dispatcherPlace, type WebhookDispatcherOptions } from './dispatcher-place.ts';

export interface WebhookDispatcher {
  /** Takes no more deliveries, breaks off open requests, and ends when their deliveries were handed back. */
  close(): Promise<void>;
}

/** Starts sending due deliveries: at once when this process adds one, and by polling for all others. Several at once, on several nodes. */
export function startWebhookDispatcher(options: WebhookDispatcherOptions): WebhookDispatcher {
  return new PollingDispatcher(dispatcherPlace(options));
}

class PollingDispatcher implements WebhookDispatcher {
  readonly #place: DispatcherPlace;
  readonly #stopping = new AbortController();
  readonly #open = new Set<Promise<void>>();
  readonly #underWay = new Map<string, number>();
  readonly #stopListening: (() => void)[];
  readonly #upkeep: () => Promise<void>;
  #look: Promise<void> | undefined;
  #looking = false;
  #hinted = false;
  /** Whether the last look left something due. */
  #more = false;
  #failing = false;

  constructor(place: DispatcherPlace) {
    this.#place = place;
    this.#upkeep = deliveryUpkeep(place, this.#stopping.signal);
    // A delivery belongs to nobody's request: it must not inherit the context of the one that added it.
    const wake = AsyncResource.bind(() => this.#wake());
    this.#stopListening = [
      onDeliveryArrival(wake),
      place.every(place.pollMs, () => {
        wake();
        return this.#idle();
      }),
      place.every(UPKEEP_MS, this.#upkeep),
    ];
    wake();
  }

  async close(): Promise<void> {
    for (const stop of this.#stopListening) stop();
    this.#stopping.abort(new Error('the process is stopping'));
    await this.#idle();
    await this.#upkeep();
  }

  /** Looks for deliveries; a hint that comes during a look causes another one. */
  #wake(): void {
    this.#hinted = true;
    if (!this.#looking) this.#look = this.#fill();
  }

  /** Ends when nothing is looked for and nothing is open. */
  async #idle(): Promise<void> {
    do {
      await this.#look;
      await Promise.all(this.#open);
    } while (this.#looking || this.#open.size > 0);
  }

  async #fill(): Promise<void> {
    this.#looking = true;
    while (this.#hinted && this.#open.size < this.#place.concurrency && !this.#stopping.signal.aborted) {
      this.#hinted = false;
      try {
        await this.#claim();
        this.#failing = false;
      } catch (error) {
        // Said once; the next poll tries again.
        if (!this.#failing)
          this.#place.log.error({ err: error }, 'deliveries of webhooks cannot be looked for');
        this.#failing = true;
      }
    }
    this.#looking = false;
  }

  async #claim(): Promise<void> {
    const { database, concurrency, perHost, leaseMs, clock } = this.#place;
    const claimedAt = clock.monotonic();
    const underWay = new Map(this.#underWay);
    const bounds = { limit: concurrency - this.#open.size, perHost, underWay, leaseMs };
    const { claims, more } = await database.withSystem((tx) => claimDeliveries(tx, bounds));
    this.#more = more;
    for (const claim of claims) {
      this.#count(claim.host, 1);
      const sent = dispatchDelivery(this.#place, claim, claimedAt, this.#stopping.signal).finally(() => {
        this.#open.delete(sent);
        const mayFind = this.#mayFind(claim.host);
        this.#count(claim.host, -1);
        if (mayFind) this.#wake();
      });
      this.#open.add(sent);
    }
  }

  /**
   * Whether a place that a delivery to the host leaves can be of use before the next poll. A look costs as much as there are hosts
   * with something pending, and most of these wait for a later try: it must not follow each delivery.
   */
  #mayFind(host: string): boolean {
    const wasFull = (this.#underWay.get(host) ?? 0) >= this.#place.perHost;
    return this.#hinted || this.#looking || this.#more || wasFull;
  }

  #count(host: string, by: 1 | -1): void {
    const count = (this.#underWay.get(host) ?? 0) + by;
    if (count === 0) this.#underWay.delete(host);
    else this.#underWay.set(host, count);
  }
}
