import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { PublishedOffering } from '../api.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type {
  OfferingFilter,
  OfferingIndex,
  OfferingPage,
  RestrictingCodes,
} from '../ports/offering-index.ts';
import type { Tables } from './tables.ts';

const offeringsOf = (tx: Tx, version: number) =>
  queries<Tables>(tx)
    .selectFrom('catalog.version_offering as offering')
    .where('offering.tenant_id', '=', tx.tenant)
    .where('offering.version', '=', version);

/** With the hash of the artefact that the version has of it. */
const compiledOf = (rows: ReturnType<typeof offeringsOf>) =>
  rows.innerJoin('catalog.version_item as item', (join) =>
    join
      .onRef('item.tenant_id', '=', 'offering.tenant_id')
      .onRef('item.version', '=', 'offering.version')
      .onRef('item.id', '=', 'offering.id')
      .on('item.section', '=', OFFERINGS.section),
  );

export const pgOfferingIndex: OfferingIndex = {
  async store(tx, version, offerings) {
    const rows = offerings.map((offering) => ({
      ...offering,
      name_key: offering.name.toLowerCase(),
      valid_from: offering.validity.from,
      valid_until: offering.validity.until,
      unit_name: offering.unit.name,
      unit_fractions: offering.unit.fractions,
    }));
    await sql`
      insert into catalog.version_offering (
        tenant_id, version, id, name, name_key, specification_id, lifecycle, is_bundle, valid_from, valid_until,
        markets, channels, customer_types, segments, places, category_ids, unit_name, unit_fractions
      )
      select ${tx.tenant}, ${version}::integer, id, name, name_key, "specificationId", lifecycle, "isBundle",
        valid_from, valid_until, markets, channels, "customerTypes", segments, places, "categoryIds", unit_name, unit_fractions
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (
        id text, name text, name_key text, "specificationId" text, lifecycle text, "isBundle" boolean,
        valid_from date, valid_until date, markets text[], channels text[], "customerTypes" text[],
        segments text[], places text[],
        "categoryIds" text[], unit_name text, unit_fractions boolean
      )
      on conflict do nothing`.execute(queries<Tables>(tx));
  },

  search(tx, version, filter, wanted) {
    const direction = directionOf(wanted);
    const page = pageOf(tx, version, filter, wanted);
    // The page first, then one look-up for each of its rows: of a version that was written a moment ago the planner thinks that
    // it has one row, and a join of both tables would go through one for each row of the other.
    return queries<Tables>(tx)
      .with(
        (name) => name('page').materialized(),
        () => page,
      )
      .selectFrom('page')
      .innerJoinLateral(
        ({ selectFrom }) =>
          selectFrom('catalog.version_item as one')
            .select('one.content_hash')
            .where('one.tenant_id', '=', tx.tenant)
            .where('one.version', '=', version)
            .where('one.section', '=', OFFERINGS.section)
            .whereRef('one.id', '=', 'page.id')
            .limit(1)
            .as('item'),
        (join) => join.onTrue(),
      )
      .innerJoin('catalog.artefact as artefact', (join) =>
        join
          .on('artefact.tenant_id', '=', tx.tenant)
          .onRef('artefact.content_hash', '=', 'item.content_hash'),
      )
      .select(['page.id', 'item.content_hash as contentHash', 'artefact.bytes'])
      .orderBy('page.name_key', direction)
      .orderBy('page.id', direction)
      .execute();
  },

  async searchIds(tx, version, filter, wanted) {
    const rows = await pageOf(tx, version, filter, wanted).execute();
    return rows.map(({ id }) => id);
  },

  async restrictingCodes(tx, version) {
    const { rows } = await sql<RestrictingCodes>`
      with offering as (
        select markets, channels, customer_types from catalog.version_offering
        where tenant_id = ${tx.tenant} and version = ${version}::integer
      )
      select
        array(select distinct unnest(markets) from offering order by 1) as markets,
        array(select distinct unnest(channels) from offering order by 1) as channels,
        array(select distinct unnest(customer_types) from offering order by 1) as "customerTypes"
    `.execute(queries<Tables>(tx));
    return rows[0] as RestrictingCodes;
  },

  async count(tx, version, filter) {
    const { total } = await filtered(offeringsOf(tx, version), filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  },

  async find(tx, version, ids) {
    if (ids.length === 0) return [];
    const rows = await compiledOf(offeringsOf(tx, version))
      .selectAll('offering')
      .select('item.content_hash')
      // By the primary key.
      .where(sql<boolean>`offering.id = any(${ids}::text[])`)
      .execute();
    return rows.map(
      (row): PublishedOffering => ({
        id: row.id,
        catalogVersion: row.version,
        name: row.name,
        specificationId: row.specification_id,
        lifecycle: row.lifecycle,
        isBundle: row.is_bundle,
        validity: {
          ...(row.valid_from && { from: row.valid_from }),
          ...(row.valid_until && { until: row.valid_until }),
        },
        markets: row.markets,
        channels: row.channels,
        customerTypes: row.customer_types,
        segments: row.segments,
        places: row.places,
        unit: { name: row.unit_name, fractions: row.unit_fractions },
        contentHash: row.content_hash,
      }),
    );
  },

  async ids(tx, version) {
    const rows = await offeringsOf(tx, version).select('offering.id').execute();
    return new Set(rows.map((row) => row.id));
  },
};

const directionOf = ({ order }: Pick<OfferingPage, 'order'>) => (order === 'name' ? 'asc' : 'desc');

function pageOf(tx: Tx, version: number, filter: OfferingFilter, { limit, order, after }: OfferingPage) {
  const direction = directionOf({ order });
  let rows = filtered(offeringsOf(tx, version), filter);
  if (after !== undefined) {
    const last = offeringsOf(tx, version).where('offering.id', '=', after);
    const key = sql`(select name_key, id from (${last.select(['offering.name_key', 'offering.id'])}) as last)`;
    rows = rows.where(
      sql<boolean>`(offering.name_key, offering.id) ${direction === 'asc' ? sql`>` : sql`<`} ${key}`,
    );
  }
  // By version_offering_by_name, in either direction.
  return rows
    .select(['offering.id', 'offering.name_key'])
    .orderBy('offering.name_key', direction)
    .orderBy('offering.id', direction)
    .limit(limit);
}

function filtered(rows: ReturnType<typeof offeringsOf>, filter: OfferingFilter) {
  const { validOn: day, text } = filter;
  let found = rows.where(
    sql<boolean>`coalesce(valid_from <= ${day}::date, true) and coalesce(${day}::date < valid_until, true)`,
  );
  if (filter.lifecycle !== undefined) found = found.where('offering.lifecycle', '=', filter.lifecycle);
  if (filter.specification !== undefined) {
    found = found.where('offering.specification_id', '=', filter.specification);
  }
  if (filter.bundle !== undefined) found = found.where('offering.is_bundle', '=', filter.bundle);
  if (filter.category !== undefined) {
    found = found.where(sql<boolean>`${filter.category} = any(offering.category_ids)`);
  }
  const unlessRestricted = {
    markets: filter.market,
    channels: filter.channel,
    customer_types: filter.customerType,
    segments: filter.segment,
    places: filter.place,
  };
  for (const [column, value] of Object.entries(unlessRestricted)) {
    if (value === undefined) continue;
    const allowed = sql.ref(`offering.${column}`);
    found = found.where(sql<boolean>`(${allowed} = '{}' or ${value} = any(${allowed}))`);
  }
  // strpos, not LIKE: what the caller typed has no wildcards.
  return text === undefined
    ? found
    : found.where(
        sql<boolean>`(strpos(offering.name_key, ${text.toLowerCase()}) > 0
          or strpos(lower(offering.id), ${text.toLowerCase()}) > 0)`,
      );
}
