import { type Database, holdsConnection } from '@quotewright/platform/postgres';

/** The database, and how many transactions of tenants took a connection. */
export function countingConnections(database: Database) {
  let taken = 0;
  const counted: Database = {
    ...database,
    withTenant: (tenant, access, work) =>
      database.withTenant(tenant, access, async (tx) => {
        try {
          return await work(tx);
        } finally {
          if (holdsConnection(tx)) taken += 1;
        }
      }),
  };
  return { counted, connections: () => taken };
}
