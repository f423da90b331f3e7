import type { Config } from '@quotewright/platform/config';
import type { HealthCheck } from '@quotewright/platform/http';
import {
  type EventTransport,
  inboxMetrics,
  measureConsumerBacklog,
  type OutboxBell,
  postgresBell,
  processBell,
  relayMetrics,
  startDeferredRetries,
  startInboxHousekeeping,
  startOutboxRelay,
  subscriberOf,
  turns,
} from '@quotewright/platform/messaging';
import { startWebhookDispatcher, webhookMetrics, webhookSender } from '@quotewright/platform/webhooks';
import { backgroundPlaces } from './background-places.ts';
import { type Installation, webhookSettings } from './installation.ts';
import type { ServerDeps } from './server.ts';
import { openTransport } from './transport.ts';

/** What a process does about events. */
export interface Messaging {
  readonly healthChecks: readonly HealthCheck[];
  /** Hands back what is under way. */
  close(): Promise<void>;
}

/**
 * Starts the parts that the roles ask for. A relay sends what the outbox holds; consumers run where events arrive: beside the relay
 * while events stay inside the process, in workers when they come by Kafka. Workers also deliver webhooks.
 */
export async function startMessaging(installation: Installation, deps: ServerDeps): Promise<Messaging> {
  const { config, clock, logger: log, metrics } = deps;
  const { database, modules, identity } = installation;
  // In the order of their end: nothing new is taken first.
  const closing: (() => Promise<void>)[] = [];
  const relays = config.roles.includes('relay');
  const works = config.roles.includes('worker');
  // First, because it alone can fail: nothing is open yet that would have to be closed.
  const transport = await openTransport(config, { installationId: identity.id, log, metrics });
  const bell = openBell(config, log);

  const places = backgroundPlaces(config.databasePoolSize);
  if (transport.kind === 'in-process' ? relays : works) {
    const inbox = { database, log, metrics: inboxMetrics(metrics.registry), turns: turns(places.handling) };
    for (const consumer of modules.consumers) {
      const subscription = transport.subscribe(subscriberOf(consumer, inbox));
      closing.push(() => subscription.close());
    }
    const retries = startDeferredRetries({ ...inbox, clock, consumers: modules.consumers });
    const housekeeping = startInboxHousekeeping({ ...inbox, clock, retentionMs: config.inboxRetention });
    const backlog = measureConsumerBacklog({
      database,
      transport,
      consumers: modules.consumers.map(({ name }) => name),
      registry: metrics.registry,
      log,
      clock,
    });
    closing.push(
      () => backlog.close(),
      () => retries.close(),
      () => housekeeping.close(),
    );
  }
  if (relays) {
    const relay = startOutboxRelay({
      database,
      transport,
      clock,
      log,
      bell,
      metrics: relayMetrics(metrics.registry),
      partitionsAtATime: places.partitions,
      retention: { sentForMs: config.outboxRetention },
    });
    // Before its consumers: what they did not take is not marked as sent.
    closing.unshift(() => relay.close());
  }
  if (works) {
    const { secretKey, privateTargets } = webhookSettings(config);
    const dispatcher = startWebhookDispatcher({
      database,
      authorizer: modules.tenancy.authorizer,
      clock,
      log,
      send: webhookSender(privateTargets === undefined ? {} : { privateTargets }),
      metrics: webhookMetrics(metrics.registry),
      concurrency: places.deliveries,
      ...(secretKey !== undefined && { secretKey }),
    });
    closing.push(() => dispatcher.close());
  }
  closing.push(
    () => transport.close(),
    () => bell.close(),
  );
  return {
    healthChecks: transport.kind === 'kafka' ? [kafkaHealth(transport)] : [],
    async close() {
      for (const end of closing) await end();
    },
  };
}

function openBell({ databaseUrl: url }: Config, log: ServerDeps['logger']): OutboxBell {
  return url === undefined ? processBell() : postgresBell({ url, log });
}

function kafkaHealth(transport: EventTransport): HealthCheck {
  return {
    name: 'kafka',
    required: false,
    whenDown: 'events wait in the outbox; nothing is lost and no request is refused',
    probe: () => transport.ping(),
  };
}
