import type { OwnedDatabase } from '@quotewright/platform/postgres';
import type { Evidence } from './check-reads.ts';
import type { JobRun } from './record.ts';
import { HOT, TENANT } from './seed-tenant.ts';
import { handlingOf, type StoredEvents } from './stored-events.ts';

/** Events that tell of a change, and who drops the copies of it. */
const TOLD_BY = {
  CatalogPublished: { subject: 'catalog', consumer: 'catalog-caches', version: 'catalogVersion' },
  TenantConfigChanged: { subject: 'tenant-config', consumer: 'tenancy-caches', version: 'version' },
  AuthorizationPolicyChanged: { subject: 'policy', consumer: 'tenancy-caches', version: 'version' },
} as const;

export async function collectEvidence(
  database: OwnedDatabase,
  { events, handled }: StoredEvents,
  runs: ReadonlyMap<string, JobRun>,
): Promise<Evidence & { readonly publishedAt: ReadonlyMap<number, number> }> {
  const handledAt = new Map<string, number>();
  for (const { id, type, data } of events) {
    const told = TOLD_BY[type as keyof typeof TOLD_BY];
    if (told === undefined || data['document'] === 'featureFlags') continue;
    const at = handled.get(handlingOf(told.consumer, id));
    if (at !== undefined) handledAt.set(`${told.subject}/${String(data[told.version])}`, at);
  }
  const versions = await database.asOwner(async (session) => {
    const { rows } = await session.query(
      `select v.version, v.finished_at, i.content_hash from catalog.catalog_version v
       join catalog.version_item i using (tenant_id, version)
       where v.tenant_id = $1 and v.state = 'published' and i.section = 'catalog/offerings@1' and i.id = $2`,
      [TENANT, HOT],
    );
    return rows.map((row) => ({
      version: Number(row['version']),
      hash: String(row['content_hash']),
      at: (row['finished_at'] as Date).getTime(),
    }));
  });
  return {
    runs,
    handledAt,
    contentHashes: new Map(versions.map(({ version, hash }) => [version, hash])),
    publishedAt: new Map(versions.map(({ version, at }) => [version, at])),
  };
}
