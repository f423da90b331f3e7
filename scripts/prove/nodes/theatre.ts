import { type RedisService, startRedis } from '@quotewright/acceleration/testing';
import { systemClock } from '@quotewright/kernel';
import { cacheEvents } from '@quotewright/platform/cache';
import type { EventConsumer } from '@quotewright/platform/messaging';
import { type OwnedDatabase, openPostgres } from '@quotewright/platform/postgres';
import { type KafkaService, startKafka } from '@quotewright/platform/testing/kafka';
import {
  type ServerNode,
  type SeveralNodes,
  startSeveralNodes,
} from '../../../apps/server/e2e/several-nodes.ts';
import { describeModules } from '../../../apps/server/src/compose/describe-modules.ts';
import { installationIdentity } from '../../../apps/server/src/compose/installation-identity.ts';
import { startPostgres } from '../../services/postgres.ts';
import { type EventListener, listenToEvents } from './event-listener.ts';
import type { JobRun } from './record.ts';
import { type SeededTenant, seedTenant, TENANT } from './seed-tenant.ts';

const PREFIX = 'proof';

/** Three nodes on services of their own, a tenant, and somebody who listens to its events. */
export interface Theatre {
  readonly redis: RedisService;
  readonly kafka: KafkaService;
  readonly database: OwnedDatabase;
  readonly nodes: readonly ServerNode[];
  readonly tenant: SeededTenant;
  readonly listener: EventListener;
  readonly consumers: readonly EventConsumer[];
  /** Who ran which job to its success, as the nodes' logs say. */
  readonly runs: ReadonlyMap<string, JobRun>;
  /** What nodes have logged as errors. */
  readonly errors: readonly string[];
}

/** Gives the theatre to `play`, and takes everything down whatever happens. */
export async function withTheatre<T>(play: (theatre: Theatre) => Promise<T>): Promise<T> {
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startPostgres();
    closing.push(() => postgres.stop());
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const kafka = await startKafka();
    closing.push(() => kafka.stop());
    const several = await startSeveralNodes(['A', 'B', 'C'], TENANT, {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      kafka: { brokers: kafka.url, prefix: PREFIX },
    });
    closing.push(() => several.stop());
    const database = openPostgres({ url: postgres.url, clock: systemClock });
    closing.push(() => database.close());
    const { contexts, consumers } = describeModules();
    const definitions = [...contexts.flatMap(({ events = [] }) => events), ...cacheEvents];
    const types = definitions.map(({ type }) => type) as [string, ...string[]];
    const { id: installationId } = await installationIdentity(database);
    const listener = listenToEvents({ brokers: kafka.brokers, prefix: PREFIX, installationId, types });
    closing.push(() => listener.close());
    const { nodes } = several;
    const heard = hearNodes(several);
    const tenant = await seedTenant(several);
    return await play({ redis, kafka, database, nodes, tenant, listener, consumers, ...heard });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

function hearNodes({ nodes }: SeveralNodes): Pick<Theatre, 'runs' | 'errors'> {
  const runs = new Map<string, JobRun>();
  const errors: string[] = [];
  for (const node of nodes) {
    node.onLine((line) => {
      if (line.includes('"level":50')) errors.push(`${node.name}: ${shortened(line)}`);
      if (!line.includes('job run ended')) return;
      const { jobId, attempt, outcome } = JSON.parse(line);
      if (outcome === 'succeeded') runs.set(jobId, { node: node.name, life: node.life, attempt });
    });
  }
  return { runs, errors };
}

function shortened(line: string): string {
  const { msg, err } = JSON.parse(line);
  return err === undefined ? msg : `${msg}: ${err.message} ${String(err.stack).split('\n')[1]?.trim() ?? ''}`;
}
