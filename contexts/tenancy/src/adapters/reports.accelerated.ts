import type { TenantId } from '@quotewright/kernel';
import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { reportsIn } from '../domain/hierarchy.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import { hierarchyOf, hierarchyPointerOf } from './hierarchy.pg.ts';
import { type CopiedHierarchy, hierarchyCategory, hierarchyPointerCategory } from './hierarchy-categories.ts';
import { reportsTo } from './reports.pg.ts';

export interface CopiesDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly reads: AcceleratedReads;
}

/**
 * Who reports to somebody, from the copy of the whole hierarchy: one for each version, and a pointer that lives for seconds. With
 * both in memory not even a transaction is opened.
 */
export function acceleratedReports({ database, reads }: CopiesDeps): PolicySource['reportsOf'] {
  const pointerRead = reads.of(hierarchyPointerCategory);
  const hierarchyRead = reads.of(hierarchyCategory);

  function remembered(tenant: TenantId): CopiedHierarchy | undefined {
    const pointer = pointerRead.remembered(tenant, {});
    return pointer && hierarchyRead.remembered(tenant, { version: pointer.version });
  }

  async function read(tx: Tx): Promise<CopiedHierarchy | undefined> {
    const pointer = await pointerRead.get(tx, {}, hierarchyPointerOf);
    if (pointer === undefined) return undefined;
    const { version } = pointer;
    return hierarchyRead.get(tx, { version }, (own) => hierarchyOf(own, version));
  }

  return async (tenant, subject) => {
    const known = remembered(tenant);
    if (known !== undefined && known !== 'asked-each-time') return reportsIn(known.teams, subject);
    return database.withTenant(tenant, 'read', async (tx) => {
      const found = known ?? (await read(tx));
      return found === undefined || found === 'asked-each-time'
        ? reportsTo(tx, subject)
        : reportsIn(found.teams, subject);
    });
  };
}
