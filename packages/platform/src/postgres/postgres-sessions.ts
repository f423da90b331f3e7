import pg from 'pg';
import { columnReader } from './column-reader.ts';
import { fail } from './errors.ts';
import type { DatabaseLogger } from './logger.ts';
import { parameter } from './parameter.ts';
import { sqlErrorOf } from './sql-error.ts';
import type { LeasedSession, SessionSource, SqlResult } from './sql-session.ts';

/** Milliseconds. */
export interface PostgresTimeouts {
  /** To make a connection, and to wait for one of the pool to become free. */
  readonly connect: number;
  readonly statement: number;
  readonly lock: number;
  readonly idleInTransaction: number;
}

export interface PostgresSessionOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly timeouts: PostgresTimeouts;
  readonly logger: DatabaseLogger;
}

/** A server that is frozen (or gone without a FIN) never enforces its own limits: ours ends the wait this much later. */
const SILENCE_MARGIN = 2_000;

export function postgresSessions({ url, poolSize, timeouts, logger }: PostgresSessionOptions): SessionSource {
  const connection: pg.ClientConfig = {
    connectionString: url,
    application_name: 'quotewright',
    connectionTimeoutMillis: timeouts.connect,
    keepAlive: true,
    types: { getTypeParser: columnReader as never },
  };
  const pool = new pg.Pool({
    ...connection,
    max: poolSize,
    idleTimeoutMillis: 30_000,
    query_timeout: timeouts.statement + SILENCE_MARGIN,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));

  return {
    engine: 'postgres',
    limits: [
      `SET LOCAL statement_timeout = ${timeouts.statement}`,
      `SET LOCAL lock_timeout = ${timeouts.lock}`,
      `SET LOCAL idle_in_transaction_session_timeout = ${timeouts.idleInTransaction}`,
    ].join('; '),

    async lease() {
      const client = await pool.connect().catch((error: Error) => {
        // pg-pool's own words for "all are taken"; everything else is about making a connection.
        if (error.message !== 'timeout exceeded when trying to connect') throw sqlErrorOf(error);
        const message = `all ${poolSize} database connections are in use`;
        throw fail('DATABASE_BUSY', message, { retryAfterSeconds: 1 }, error);
      });
      const stopListening = ignoreConnectionErrors(client);
      return sessionOver(client, async (usable) => {
        stopListening();
        client.release(!usable);
      });
    },

    async leaseOwner() {
      const client = new pg.Client(connection);
      ignoreConnectionErrors(client);
      await client.connect().catch((error: unknown) => {
        throw sqlErrorOf(error);
      });
      return sessionOver(client, () => client.end());
    },

    close: () => pool.end(),
  };
}

/** The query under way rejects by itself; without a listener the same error would end the process. */
function ignoreConnectionErrors(client: pg.ClientBase): () => void {
  const ignore = () => {};
  client.on('error', ignore);
  return () => client.off('error', ignore);
}

function sessionOver(client: pg.ClientBase, release: LeasedSession['release']): LeasedSession {
  // The client takes one query at a time; parallel ones of a transaction follow each other.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(send: () => Promise<T>): Promise<T> {
    const answer = last.then(send).catch((error: unknown) => {
      throw sqlErrorOf(error);
    });
    last = answer.catch(() => {});
    return answer;
  }

  return {
    release,
    query: (text, parameters = []) =>
      inTurn(async (): Promise<SqlResult> => {
        const query = { text, values: parameters.map(parameter), queryMode: 'extended' };
        const { rows, command, rowCount } = await client.query(query);
        return { rows, command, affected: rowCount ?? 0 };
      }),
    script: (text) =>
      inTurn(async () => {
        const answer: pg.QueryResult | pg.QueryResult[] = await client.query(text);
        return (Array.isArray(answer) ? answer.at(-1) : answer)?.command ?? '';
      }),
  };
}
