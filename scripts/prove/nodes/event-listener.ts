import { kafkaTransport } from '@quotewright/platform/kafka';
import { createLogger } from '@quotewright/platform/telemetry';

/** Somebody outside who hears all events, in a consumer group of its own. */
export interface EventListener {
  /** Ids of what came at least once. */
  readonly heard: ReadonlySet<string>;
  readonly deliveries: number;
  /** First arrivals that came after a later event of their aggregate, and messages that are no events. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export interface EventListenerOptions {
  readonly brokers: readonly [string, ...string[]];
  readonly prefix: string;
  /** Whose events. */
  readonly installationId: string;
  readonly types: readonly [string, ...string[]];
}

export function listenToEvents({ types, ...where }: EventListenerOptions): EventListener {
  const log = createLogger({ level: 'silent', format: 'json' });
  const transport = kafkaTransport({ ...where, clientId: 'proof', log });
  const heard = new Set<string>();
  const latest = new Map<string, number>();
  const faults: string[] = [];
  let deliveries = 0;
  transport.subscribe({
    name: 'proof',
    events: types,
    async deliver(batch) {
      for (const delivery of batch) {
        deliveries += 1;
        if (delivery.kind === 'malformed') {
          faults.push(`a message is no event: ${delivery.reason}`);
          continue;
        }
        const { id, tenant, aggregate, sequence } = delivery.event;
        if (heard.has(id)) continue;
        heard.add(id);
        const key = `${tenant}/${aggregate.type}/${aggregate.id}`;
        const before = latest.get(key) ?? 0;
        if (sequence < before) faults.push(`${key}: event ${sequence} first came after ${before}`);
        latest.set(key, Math.max(before, sequence));
      }
    },
  });
  return {
    heard,
    get deliveries() {
      return deliveries;
    },
    faults,
    close: () => transport.close(),
  };
}
