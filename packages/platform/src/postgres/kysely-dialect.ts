import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { DoorMisuse } from './errors.ts';
import type { SqlSession } from './sql-session.ts';

/** kysely as a query builder over one open session. It gets no pool and no transactions: those are the door's. */
export function kyselyOver(session: Pick<SqlSession, 'query'>): Kysely<unknown> {
  return new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOver(session),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

function driverOver(session: Pick<SqlSession, 'query'>): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const { rows, command, affected } = await session.query(sql, parameters);
      const answer = { rows: rows as Row[] };
      return CHANGES.has(command) ? { ...answer, numAffectedRows: BigInt(affected) } : answer;
    },
    streamQuery() {
      throw new DoorMisuse('the door does not stream: read pages by key');
    },
  };
  const refuse = async () => {
    throw new DoorMisuse('transactions are opened by withTenant or withSystem, not by kysely');
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}
