import { hash } from 'node:crypto';
import type { CacheKey, Category, KeyShape } from '@quotewright/acceleration';
import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentBody, DocumentKind } from '../domain/tenant-document.ts';
import type { SettingsKind, SettingsSource } from '../ports/settings-source.ts';
import { listingCategory, policyCategory, standingCategory } from './authorization-categories.ts';
import { documentVersions, listedUsers } from './copied-rows.pg.ts';
import { standingOf } from './grounds-parts.pg.ts';
import { type SettingsPair, settingsCategories } from './settings-categories.ts';

const BATCH = 200;

/** What the store may hold of a tenant, and what the tables say it must be. */
export function tenancyCopies(
  caches: Pick<Caches, 'cache'>,
  settings: SettingsSource,
): readonly CachedCategory[] {
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
    ...settingsCopies(caches, settings, 'tenantConfig', settingsCategories.tenantConfig),
    ...settingsCopies(caches, settings, 'featureFlags', settingsCategories.featureFlags),
  ];
}

function settingsCopies<Kind extends SettingsKind>(
  caches: Pick<Caches, 'cache'>,
  settings: SettingsSource,
  kind: Kind,
  { active, content }: SettingsPair<Kind>,
): readonly CachedCategory[] {
  return [
    onlyOne(
      active,
      (tenant) => caches.cache(active).key(tenant, {}),
      async (tx) => {
        const found = await settings.active(tx, kind);
        return found && { version: found.version };
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
): CachedCategory {
  return {
    category,
    copies: async (tx) => ({ copies: [copyOf(category, keyOf(tx.tenant), await read(tx))] }),
  };
}

function byVersion<Kind extends DocumentKind>(
  category: Category<any, DocumentBody<Kind>>,
  kind: Kind,
  keyOf: (tenant: string, version: number) => CacheKey,
): CachedCategory {
  return {
    category,
    async copies(tx, after = '0') {
      const rows = await documentVersions(tx, kind, Number(after), BATCH);
      return {
        copies: rows.map(({ version, body }) => copyOf(category, keyOf(tx.tenant, version), body)),
        ...goingOn(rows, ({ version }) => String(version)),
      };
    },
  };
}

function copyOf<Shape extends KeyShape, Value>(
  { codec }: Category<Shape, Value>,
  key: CacheKey,
  value: Value | undefined,
) {
  return { key, contentHash: value && hash('sha256', codec.encode(value), 'hex') };
}

function goingOn<Row>(rows: readonly Row[], placeOf: (row: Row) => string): { readonly after?: string } {
  const last = rows.at(-1);
  return rows.length === BATCH && last !== undefined ? { after: placeOf(last) } : {};
}
