import { ManualClock } from '@quotewright/kernel/testing';
import {
  type TestDatabase,
  type TestEngine,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { quotingMigrations } from '../migrations.ts';
import { type QuotingModule, quotingModule } from '../module.ts';
import type { ApprovalSignals } from '../ports/approval-signals.ts';
import { QuoteDriver } from './quote-driver.ts';
import { type UpstreamInMemory, upstreamInMemory } from './upstream-in-memory.ts';

export interface RunningQuoting {
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  readonly upstream: UpstreamInMemory;
  readonly quoting: QuotingModule;
  readonly server: TestServer;
  readonly quotes: QuoteDriver;
  close(): Promise<void>;
}

/** The context on a database of its own, on 1 March 2026 until a test moves the clock. */
export async function runQuoting(
  engine: TestEngine,
  approvalSignals?: ApprovalSignals,
): Promise<RunningQuoting> {
  const clock = new ManualClock(Date.parse('2026-03-01T09:00:00.000Z'));
  const database = await engine.open({ migrations: [quotingMigrations], clock });
  const upstream = upstreamInMemory();
  const quoting = quotingModule({
    ...upstream,
    database: database.db,
    ...(approvalSignals !== undefined && { approvalSignals: [approvalSignals] }),
  });
  const server = await testServer({ modules: [quoting], database: database.db, clock });
  return {
    database,
    clock,
    upstream,
    quoting,
    server,
    quotes: new QuoteDriver(server),
    async close() {
      await server.close();
      await database.close();
    },
  };
}
