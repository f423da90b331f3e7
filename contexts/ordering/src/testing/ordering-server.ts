import type { Clock } from '@quotewright/kernel';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import { type TestServer, testServer } from '@quotewright/platform/testing';
import { type QuotingModule, quotingModule } from '@quotewright/quoting';
import { type UpstreamInMemory, upstreamInMemory } from '@quotewright/quoting/testing';
import { orderingModule } from '../module.ts';

export interface OrderingServer {
  readonly upstream: UpstreamInMemory;
  readonly quoting: QuotingModule;
  readonly ordering: ContextModule;
  readonly server: TestServer;
}

/** Quoting and ordering on the database, over catalog and prices in memory. */
export async function orderingServer(database: Database, clock: Clock): Promise<OrderingServer> {
  const upstream = upstreamInMemory();
  const quoting = quotingModule({ ...upstream, database });
  const ordering = orderingModule({ quoting: quoting.api });
  const server = await testServer({ modules: [quoting, ordering], database, clock });
  return { upstream, quoting, ordering, server };
}
