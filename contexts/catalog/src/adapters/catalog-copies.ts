import { dateInZone, sha256 } from '@quotewright/kernel';
import type {
  AcceleratedReads,
  CopyBatch,
  WarmableCopy,
  WarmableKey,
  WarmedCategory,
} from '@quotewright/platform/cache';
import { queries, type Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { sql } from 'kysely';
import { CATEGORIES } from '../domain/category.schema.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { OfferingLists } from '../ports/offering-lists.ts';
import type { RelationshipGraphs } from '../ports/relationship-graphs.ts';
import type { VersionStore } from '../ports/version-store.ts';
import { listedCategories } from './artefact-store.accelerated.ts';
import {
  activeVersionCategory,
  artefactCategories,
  categoryListCategory,
  listCodesCategory,
  offeringListCategory,
  publishedVersionCategory,
  relationshipGraphCategory,
} from './catalog-categories.ts';
import { listedPage, listParts } from './offering-lists.accelerated.ts';
import type { Tables } from './tables.ts';

const BATCH = 200;
/** Each is put together from many documents. */
const GRAPHS = 20;
/** Newest first: older ones are read by old quotes, and their copies have mostly died of age. */
const VERSIONS = 2;

/** The truth, not accelerated. */
interface CatalogTruth {
  readonly active: ActiveVersion;
  readonly versions: Pick<VersionStore, 'list'>;
  readonly artefacts: Pick<ArtefactStore, 'list'>;
  readonly lists: OfferingLists;
  readonly graphs: RelationshipGraphs;
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
}

/** The same questions as requests ask them: what they read leaves a copy behind. */
interface CatalogCopied {
  readonly active: ActiveVersion;
  readonly versions: Pick<VersionStore, 'isPublished'>;
  readonly artefacts: Pick<ArtefactStore, 'find' | 'list'>;
  readonly lists: OfferingLists;
  readonly graphs: RelationshipGraphs;
}

/** What the store may have of the two newest versions, and what it must be. */
export function catalogCopies(
  reads: AcceleratedReads,
  { active, versions, artefacts, lists, graphs, tenancy }: CatalogTruth,
  copied: CatalogCopied,
): readonly WarmedCategory[] {
  const pointer = reads.of(activeVersionCategory);
  const published = reads.of(publishedVersionCategory);
  const codes = reads.of(listCodesCategory);
  const listed = reads.of(offeringListCategory);
  const trees = reads.of(categoryListCategory);
  const graphKeys = reads.bytesOf(relationshipGraphCategory);

  /** A publication while a batch follows the other changes nothing: the version is that of the first. */
  const inForce =
    (section: string, warmable: (tx: Tx, version: number, id: string) => WarmableKey) =>
    async (tx: Tx, after?: string): Promise<CopyBatch<WarmableKey>> => {
      const place = after === undefined ? { version: await active.read(tx), id: '' } : placeFrom(after);
      const { version } = place;
      if (version === undefined) return { copies: [] };
      const ids = await itemIds(tx, version, section, place.id);
      const copies = ids.map((id) => warmable(tx, version, id));
      return batch(copies, BATCH, `${version}/${ids.at(-1)}`);
    };

  return [
    {
      category: activeVersionCategory,
      async copies(tx) {
        const version = await active.read(tx);
        const contentHash =
          version === undefined ? undefined : sha256(activeVersionCategory.codec.encode({ version }));
        const read = (own: Tx) => copied.active.read(own);
        return { copies: [{ key: pointer.key(tx.tenant, {}), contentHash, read }] };
      },
    },
    {
      category: publishedVersionCategory,
      async copies(tx, after) {
        const found = await versions.list(tx, {
          limit: BATCH,
          ...(after !== undefined && { before: Number(after) }),
        });
        const contentHash = sha256(publishedVersionCategory.codec.encode(true));
        const copies = found.map(({ version }) => ({
          key: published.key(tx.tenant, { version }),
          contentHash,
          read: (own: Tx) => copied.versions.isPublished(own, version),
        }));
        return batch(copies, BATCH, String(found.at(-1)?.version));
      },
    },
    ...Object.entries(artefactCategories).map(([section, category]): WarmedCategory => {
      const { key } = reads.bytesOf(category);
      return {
        category,
        async copies(tx, after) {
          const rows = await artefactsOf(tx, section, BATCH, after);
          const copies = rows.map(({ version, id, ...hashes }) => ({
            key: key(tx.tenant, { version, id }),
            ...hashes,
            read: (own: Tx) => copied.artefacts.find(own, version, section, id),
          }));
          return batch(copies, BATCH, placeOf(rows.at(-1)));
        },
        inForce: inForce(section, (tx, version, id) => ({
          key: key(tx.tenant, { version, id }),
          read: (own) => copied.artefacts.find(own, version, section, id),
        })),
      };
    }),
    {
      category: listCodesCategory,
      async copies(tx) {
        const found = await versions.list(tx, { limit: VERSIONS });
        const copies: WarmableCopy[] = [];
        for (const { version } of found) {
          const known = await lists.restrictingCodes(tx, version);
          copies.push({
            key: codes.key(tx.tenant, { version }),
            contentHash: sha256(listCodesCategory.codec.encode(known)),
            read: (own) => copied.lists.restrictingCodes(own, version),
          });
        }
        return { copies };
      },
    },
    {
      category: offeringListCategory,
      // The one list without any filter: which others were asked for only the store knows.
      async copies(tx) {
        const version = await active.read(tx);
        if (version === undefined) return { copies: [] };
        const validOn = dateInZone(tx.now, (await tenancy.tenantConfig(tx)).timeZone);
        const parts = listParts(version, { validOn }, await lists.restrictingCodes(tx, version));
        const page = listedPage(await lists.first(tx, version, { validOn }));
        const contentHash = sha256(offeringListCategory.codec.encode(page));
        const read = (own: Tx) => copied.lists.first(own, version, { validOn });
        return { copies: [{ key: listed.key(tx.tenant, parts), contentHash, read }] };
      },
    },
    {
      category: categoryListCategory,
      async copies(tx) {
        const found = await versions.list(tx, { limit: VERSIONS });
        const copies: WarmableCopy[] = [];
        for (const { version } of found) {
          const tree = listedCategories(await artefacts.list(tx, version, CATEGORIES.section));
          copies.push({
            key: trees.key(tx.tenant, { version }),
            contentHash: sha256(categoryListCategory.codec.encode(tree)),
            read: (own) => copied.artefacts.list(own, version, CATEGORIES.section),
          });
        }
        return { copies };
      },
    },
    {
      category: relationshipGraphCategory,
      async copies(tx, after) {
        const rows = await artefactsOf(tx, OFFERINGS.section, GRAPHS, after);
        const copies: WarmableCopy[] = [];
        for (const { version, id } of rows) {
          const graph = await graphs.find(tx, version, id);
          copies.push({
            key: graphKeys.key(tx.tenant, { version, id }),
            contentHash: graph?.contentHash,
            read: (own) => copied.graphs.find(own, version, id),
          });
        }
        return batch(copies, GRAPHS, placeOf(rows.at(-1)));
      },
      inForce: inForce(OFFERINGS.section, (tx, version, id) => ({
        key: graphKeys.key(tx.tenant, { version, id }),
        read: (own) => copied.graphs.find(own, version, id),
      })),
    },
  ];
}

interface ArtefactRow {
  readonly version: number;
  readonly id: string;
  /** Of the bytes as they are now; undefined where there are none. */
  readonly contentHash: string | undefined;
  /** Of the bytes as they were published; absent where the row that said so is gone. */
  readonly recordedHash?: string;
}

type StoredRow = Pick<ArtefactRow, 'version' | 'id'> & {
  readonly contentHash: string | null;
  readonly recordedHash: string | null;
};

const batch = <Copy extends WarmableKey>(
  copies: readonly Copy[],
  size: number,
  last: string,
): CopyBatch<Copy> => (copies.length < size ? { copies } : { copies, after: last });

const placeOf = (row: ArtefactRow | undefined) => `${row?.version}/${row?.id}`;

function placeFrom(after: string): { readonly version: number; readonly id: string } {
  const slash = after.indexOf('/');
  return { version: Number(after.slice(0, slash)), id: after.slice(slash + 1) };
}

/** By the primary key of version_item. */
async function itemIds(tx: Tx, version: number, section: string, after: string): Promise<readonly string[]> {
  const rows = await queries<Tables>(tx)
    .selectFrom('catalog.version_item')
    .select('id')
    .where('tenant_id', '=', tx.tenant)
    .where('version', '=', version)
    .where('section', '=', section)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * By the primary keys of version_item and, for offerings, of their index, which still knows one whose item was deleted. The bytes are
 * hashed where they are.
 */
async function artefactsOf(
  tx: Tx,
  section: string,
  limit: number,
  after = '0/',
): Promise<readonly ArtefactRow[]> {
  const place = placeFrom(after);
  const isBehind = sql`(version, id) > (${place.version}::integer, ${place.id})`;
  const { rows } = await sql<StoredRow>`
    with newest as (
      select version from catalog.catalog_version
      where tenant_id = ${tx.tenant} and state = 'published'
      order by version desc limit ${VERSIONS}
    ), place as (
      (
        select version, id from catalog.version_item
        where tenant_id = ${tx.tenant} and section = ${section}
          and version in (select version from newest) and ${isBehind}
        order by version, id limit ${limit}
      ) union (
        select version, id from catalog.version_offering
        where tenant_id = ${tx.tenant} and ${section} = ${OFFERINGS.section}
          and version in (select version from newest) and ${isBehind}
        order by version, id limit ${limit}
      )
    )
    select place.version, place.id, item.content_hash as "recordedHash",
      encode(sha256(artefact.bytes), 'hex') as "contentHash"
    from place
    left join catalog.version_item as item
      on item.tenant_id = ${tx.tenant} and item.section = ${section}
        and item.version = place.version and item.id = place.id
    left join catalog.artefact as artefact
      on artefact.tenant_id = item.tenant_id and artefact.content_hash = item.content_hash
    order by place.version, place.id
    limit ${limit}`.execute(queries<Tables>(tx));
  return rows.map(({ recordedHash, contentHash, ...place }) => ({
    ...place,
    contentHash: contentHash ?? undefined,
    ...(recordedHash !== null && { recordedHash }),
  }));
}
