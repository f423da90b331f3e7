import { type RedisService, startRedis } from '@quotewright/acceleration/testing';
import { startPostgres } from '../../services/postgres.ts';
import { type Child, startChild } from './children.ts';
import type { FromNode, FromOracle, ToNode, ToOracle } from './messages.ts';

export type PriceNode = Child<ToNode, FromNode> & { readonly name: string };
export type Oracle = Child<ToOracle, FromOracle>;

/** Nodes that answer, one that only publishes, and the oracle, on services of their own. */
export interface Theatre {
  readonly redis: RedisService;
  readonly answering: readonly PriceNode[];
  readonly publisher: PriceNode;
  readonly oracle: Oracle;
  /** Ids of the accounts by name; the same in all tenants. */
  readonly accounts: Readonly<Record<string, string>>;
}

/** Gives the theatre to `play`, and takes everything down whatever happens. */
export async function withTheatre<T>(play: (theatre: Theatre) => Promise<T>): Promise<T> {
  const closing: (() => Promise<unknown>)[] = [];
  const start = (name: string, environment: Readonly<Record<string, string>>): PriceNode => {
    const child = startChild<ToNode, FromNode>('price-node.ts', environment);
    closing.push(() => child.stop());
    return { ...child, name };
  };
  try {
    const postgres = await startPostgres();
    closing.push(() => postgres.stop());
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const shared = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
    const publisher = start('publisher', { ...shared, PROOF_SEEDS_TENANTS: 'yes' });
    const { accounts } = await publisher.next('ready');
    const answering = ['A', 'B'].map((name) => start(name, shared));
    const oracle: Oracle = startChild('oracle-node.ts', {
      DATABASE_URL: postgres.url,
      QUOTEWRIGHT_CACHE: 'off',
    });
    closing.push(() => oracle.stop());
    await Promise.all([...answering.map((node) => node.next('ready')), oracle.next('ready')]);
    return await play({ redis, answering, publisher, oracle, accounts });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
