import type { CacheKey, Category, KeyShape } from '@quotewright/acceleration';
import { contentHash as contentHashOf, sha256 } from '@quotewright/kernel';
import type { Caches, CheckableCopy, ComparedCategory, UnwarmedCategory } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { type DocumentBody, type DocumentKind, documentBody } from '../domain/tenant-document.ts';
import type { SettingsKind } from '../ports/settings-source.ts';
import { listingCategory, policyCategory, standingCategory } from './authorization-categories.ts';
import {
  activeDocumentVersion,
  type CopiedDocument,
  documentVersions,
  listedUsers,
} from './copied-rows.pg.ts';
import { standingOf } from './grounds-parts.pg.ts';
import { hierarchyInForce, hierarchyPointerOf } from './hierarchy.pg.ts';
import { hierarchyCategory, hierarchyPointerCategory } from './hierarchy-categories.ts';
import { type SettingsPair, settingsCategories } from './settings-categories.ts';

const BATCH = 200;

/** What the store may hold of a tenant, and what the tables say it must be. */
export function tenancyCopies(caches: Pick<Caches, 'cache'>): readonly UnwarmedCategory[] {
  return comparedCopies(caches).map((compared) => ({ ...compared, notWarmed: NOT_WARMED }));
}

const NOT_WARMED = 'because requests ask for what is in force before anything else, and so make its copies';

function comparedCopies(caches: Pick<Caches, 'cache'>): readonly ComparedCategory[] {
  return [
    onlyOne(standingCategory, (tenant) => caches.cache(standingCategory).key(tenant, {}), standingOf),
    byVersion(policyCategory, 'authorizationPolicy', (tenant, version) =>
      caches.cache(policyCategory).key(tenant, { version }),
    ),
    {
      category: listingCategory,
      async copies(tx, after = '') {
        const rows = await listedUsers(tx, after, BATCH);
        const cache = caches.cache(listingCategory);
        return {
          copies: rows.map(({ subject, state }) =>
            copyOf(listingCategory, cache.key(tx.tenant, { subject }), { state }),
          ),
          ...goingOn(rows, ({ subject }) => subject),
        };
      },
    },
    onlyOne(
      hierarchyPointerCategory,
      (tenant) => caches.cache(hierarchyPointerCategory).key(tenant, {}),
      hierarchyPointerOf,
    ),
    {
      category: hierarchyCategory,
      // Versions that are over: the tables do not know any more what they were, and nobody asks for them.
      async copies(tx) {
        const found = await hierarchyInForce(tx);
        if (found === undefined) return { copies: [] };
        const key = caches.cache(hierarchyCategory).key(tx.tenant, { version: found.version });
        return { copies: [copyOf(hierarchyCategory, key, found.hierarchy)] };
      },
    },
    ...settingsCopies(caches, 'tenantConfig', settingsCategories.tenantConfig),
    ...settingsCopies(caches, 'featureFlags', settingsCategories.featureFlags),
  ];
}

function settingsCopies<Kind extends SettingsKind>(
  caches: Pick<Caches, 'cache'>,
  kind: Kind,
  { active, content }: SettingsPair<Kind>,
): readonly ComparedCategory[] {
  return [
    onlyOne(
      active,
      (tenant) => caches.cache(active).key(tenant, {}),
      async (tx) => {
        const version = await activeDocumentVersion(tx, kind);
        return version === undefined ? undefined : { version };
      },
    ),
    byVersion(content, kind, (tenant, version) => caches.cache(content).key(tenant, { version })),
  ];
}

/** A category with one copy for each tenant. */
function onlyOne<Value>(
  category: Category<any, Value>,
  keyOf: (tenant: string) => CacheKey,
  read: (tx: Tx) => Promise<Value | undefined>,
): ComparedCategory {
  return {
    category,
    copies: async (tx) => ({ copies: [copyOf(category, keyOf(tx.tenant), await read(tx))] }),
  };
}

function byVersion<Kind extends DocumentKind>(
  category: Category<any, DocumentBody<Kind>>,
  kind: Kind,
  keyOf: (tenant: string, version: number) => CacheKey,
): ComparedCategory {
  return {
    category,
    async copies(tx, after = '0') {
      const rows = await documentVersions(tx, kind, Number(after), BATCH);
      return {
        copies: rows.map((row) => ({
          key: keyOf(tx.tenant, row.version),
          ...documentHashes(category, kind, row),
        })),
        ...goingOn(rows, ({ version }) => String(version)),
      };
    },
  };
}

/** The recorded hash is that of the canonical JSON: it tells that somebody has changed the row, not what a copy of it was. */
function documentHashes<Kind extends DocumentKind>(
  { codec }: Category<any, DocumentBody<Kind>>,
  kind: Kind,
  { document, contentHash: recordedHash }: CopiedDocument,
): Omit<CheckableCopy, 'key'> {
  if (recordedHash === null) return { contentHash: undefined };
  const contentHash = contentHashOf(document);
  if (contentHash !== recordedHash) return { contentHash, recordedHash };
  return { contentHash: sha256(codec.encode(documentBody(kind, document))) };
}

function copyOf<Shape extends KeyShape, Value>(
  { codec }: Category<Shape, Value>,
  key: CacheKey,
  value: Value | undefined,
) {
  return { key, contentHash: value && sha256(codec.encode(value)) };
}

function goingOn<Row>(rows: readonly Row[], placeOf: (row: Row) => string): { readonly after?: string } {
  const last = rows.at(-1);
  return rows.length === BATCH && last !== undefined ? { after: placeOf(last) } : {};
}
