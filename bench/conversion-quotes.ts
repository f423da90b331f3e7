import { systemClock } from '@quotewright/kernel';
import { orderingMigrations, orderingServer } from '@quotewright/ordering/testing';
import { migrate, type OwnedDatabase, openPostgres } from '@quotewright/platform/postgres';
import type { TestServer } from '@quotewright/platform/testing';
import { QuoteDriver, quotingMigrations } from '@quotewright/quoting/testing';
import { type PostgresServiceOptions, startPostgres } from '../scripts/services/postgres.ts';

/** A migrated database on a private server, with one accepted quote of tenant `acme` to make others of. */
export interface QuoteSupply {
  readonly url: string;
  readonly database: OwnedDatabase;
  readonly server: TestServer;
  /** The ETag that every accepted quote has. */
  readonly etag: string;
  /** Ids of that many new accepted quotes: copies, each of which converts like the one that was driven there. */
  accepted(count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startQuoteSupply(options?: PostgresServiceOptions): Promise<QuoteSupply> {
  const postgres = await startPostgres(options);
  const database = openPostgres({ url: postgres.url, clock: systemClock });
  await migrate(database, [quotingMigrations, orderingMigrations]);
  const { server } = await orderingServer(database, systemClock);
  const original = await new QuoteDriver(server).quoteIn('accepted');
  return {
    url: postgres.url,
    database,
    server,
    etag: original.headers['etag'] as string,
    accepted: (count) => copies(database, original.json.id, count),
    async stop() {
      await server.close();
      await database.close();
      await postgres.stop();
    },
  };
}

function copies(database: OwnedDatabase, original: string, count: number): Promise<readonly string[]> {
  return database.asOwner(async (session) => {
    const { rows } = await session.query(
      `with copy as (select gen_random_uuid() as id from generate_series(1, $2::int)),
            quotes as (
              insert into quoting.quote
              select (jsonb_populate_record(q, jsonb_build_object('id', copy.id, 'number', copy.id))).*
              from quoting.quote q, copy where q.id = $1::uuid),
            revisions as (
              insert into quoting.quote_revision
              select (jsonb_populate_record(r, jsonb_build_object('quote_id', copy.id))).*
              from quoting.quote_revision r, copy where r.quote_id = $1::uuid)
       select id from copy`,
      [original, count],
    );
    return rows.map((row) => row['id'] as string);
  });
}
