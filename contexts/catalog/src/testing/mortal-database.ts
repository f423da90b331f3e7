import type { Database } from '@quotewright/platform/postgres';

export interface Death {
  /** Which of the process's transactions is its last, from 1. */
  readonly at: number;
  /** Whether that one is never begun, or committed without anybody being told. */
  readonly when: 'before' | 'after';
  /** Only that transaction fails: the connection was lost, and the process lives on. */
  readonly recovers?: boolean;
}

export interface MortalDatabase extends Database {
  /** How many transactions of tenants were begun, as far as they count. */
  readonly begun: () => number;
}

/**
 * The database as a process sees it that dies at one of its transactions: from then on nothing goes through. With copies only writes
 * count: how many transactions their reads take depends on how busy the machine is.
 */
export function mortalDatabase(
  database: Database,
  death?: Death,
  counted: readonly ('read' | 'write')[] = ['read', 'write'],
): MortalDatabase {
  let begun = 0;
  return {
    engine: database.engine,
    withSystem: (work) => database.withSystem(work),
    ping: () => database.ping(),
    close: () => database.close(),
    begun: () => begun,
    async withTenant(tenant, access, work) {
      if (!counted.includes(access)) return database.withTenant(tenant, access, work);
      begun += 1;
      const isOver = begun > (death?.at ?? 0) && death?.recovers === true;
      if (death === undefined || begun < death.at || isOver) return database.withTenant(tenant, access, work);
      if (begun === death.at && death.when === 'after') await database.withTenant(tenant, access, work);
      throw new Error('the process is dead');
    },
  };
}
