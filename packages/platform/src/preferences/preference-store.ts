import type { JsonObject, TenantId } from '@quotewright/kernel';
import { type ColumnType, type Selectable, sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';

const TABLE = 'platform.view_preference';

/** Tables as they are read; see `sql/000018_view_preference.sql`. */
interface PreferenceTables {
  [TABLE]: {
    tenant_id: TenantId;
    subject: string;
    view_name: string;
    document: ColumnType<JsonObject, string, string>;
    version: number;
    updated_at: Date;
  };
}

/** How one person likes one view. `updatedAt`: milliseconds since the epoch. */
export interface Preference {
  readonly view: string;
  readonly document: JsonObject;
  /** Raised by every change: the ETag. */
  readonly version: number;
  readonly updatedAt: number;
}

export async function findPreference(tx: Tx, subject: string, view: string): Promise<Preference | undefined> {
  const row = await queries<PreferenceTables>(tx)
    .selectFrom(TABLE)
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .where('view_name', '=', view)
    .executeTakeFirst();
  return row && preferenceOf(row);
}

/** Until the transaction ends nobody else changes preferences of the subject. */
export async function lockPreferences(tx: Tx, subject: string): Promise<void> {
  const lock = `view-preferences/${tx.tenant}/${subject}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
}

export async function countPreferences(tx: Tx, subject: string): Promise<number> {
  const { count } = await queries<PreferenceTables>(tx)
    .selectFrom(TABLE)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .executeTakeFirstOrThrow();
  return count;
}

export async function savePreference(tx: Tx, subject: string, preference: Preference): Promise<void> {
  const { view, version } = preference;
  const document = JSON.stringify(preference.document);
  const kept = { document, version, updated_at: new Date(preference.updatedAt) };
  await queries<PreferenceTables>(tx)
    .insertInto(TABLE)
    .values({ tenant_id: tx.tenant, subject, view_name: view, ...kept })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'subject', 'view_name']).doUpdateSet(kept))
    .execute();
}

export async function deletePreference(tx: Tx, subject: string, view: string): Promise<void> {
  await queries<PreferenceTables>(tx)
    .deleteFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .where('view_name', '=', view)
    .execute();
}

function preferenceOf(row: Selectable<PreferenceTables[typeof TABLE]>): Preference {
  const { view_name: view, document, version, updated_at: updatedAt } = row;
  return { view, document, version, updatedAt: updatedAt.getTime() };
}
