import { type Clock, systemClock } from '@quotewright/kernel';
import type { TestDatabase, TestEngine } from '@quotewright/platform/testing';
import { QuoteDriver, quotingMigrations } from '@quotewright/quoting/testing';
import { orderingMigrations } from '../migrations.ts';
import { type OrderingServer, orderingServer } from './ordering-server.ts';

export interface RunningOrdering extends OrderingServer {
  readonly database: TestDatabase;
  readonly quotes: QuoteDriver;
  close(): Promise<void>;
}

/** The context on a database of its own. */
export async function runOrdering(engine: TestEngine, clock: Clock = systemClock): Promise<RunningOrdering> {
  const database = await engine.open({ migrations: [quotingMigrations, orderingMigrations], clock });
  const running = await orderingServer(database.db, clock);
  return {
    ...running,
    database,
    quotes: new QuoteDriver(running.server),
    async close() {
      await running.server.close();
      await database.close();
    },
  };
}
