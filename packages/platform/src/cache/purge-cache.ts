import type { GenerationRow } from '@quotewright/acceleration';
import { newUuid } from '@quotewright/kernel';
import { sql } from 'kysely';
import type { AuditTables } from '../audit/audit-table.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Principal } from '../auth/principal.ts';
import { eventOf } from '../messaging/event-of.ts';
import { appendEvents } from '../messaging/outbox.ts';
import { queries } from '../postgres/queries.ts';
import type { SystemTx, Tx } from '../postgres/tx.ts';
import { fail } from './cache-errors.ts';
import { cachePurged } from './cache-events.ts';
import { type GenerationColumns, generationRow } from './cache-generations.ts';
import { ALL, type GenerationTables } from './generation-table.ts';

/*
 * Purge, quarantine and release. Whose copies are meant is never an argument: in a tenant's transaction the tenant's own, in a
 * system transaction those of all tenants (and the global categories). Each is one change with a number of its own, an audit
 * entry and, for a tenant, the event `CachePurged`, all in the caller's transaction. Take it late: other purges wait for the
 * number until the transaction ends.
 *
 * A change for all tenants sends no event, because an event belongs to a tenant. Nodes hear of it from the bus, when the caller
 * announces the row after the commit, and from the table in any case.
 */

export interface CacheOrder {
  /** The category's name: `catalog.offering`. */
  readonly category: string;
  /** The version part as it stands in the key. Absent: all versions. */
  readonly version?: string;
  readonly reason: string;
  readonly actor: Principal;
}

type Deed = 'purge' | 'quarantine' | 'release';

const VERSION = /^[!-)+-~]{1,200}$/;
const CATEGORY = /^[a-z][a-z0-9.-]{0,99}$/;

/** Makes every copy void that was begun before. A quarantine of the scope goes on. Throws `CACHE_SCOPE_INVALID`. */
export function purgeCache(tx: Tx | SystemTx, order: CacheOrder): Promise<GenerationRow> {
  return raise(tx, order, 'purge');
}

/** From now on the copies are neither read nor made: every caller is served by the truth. Throws `CACHE_SCOPE_INVALID`. */
export function quarantineCache(tx: Tx | SystemTx, order: CacheOrder): Promise<GenerationRow> {
  return raise(tx, order, 'quarantine');
}

/**
 * Ends the quarantine of exactly this scope, and purges it. Null: the scope is in none, and nothing was changed; a wider
 * or narrower one has to be released by its own name. Throws `CACHE_SCOPE_INVALID`.
 */
export async function releaseCache(tx: Tx | SystemTx, order: CacheOrder): Promise<GenerationRow | null> {
  check(order);
  const changed = await queries<GenerationTables>(tx)
    .updateTable('platform.cache_generation')
    .set({ ...recordOf(tx, order), quarantined: false, generation: nextGeneration })
    .where('tenant_id', '=', tx.tenant ?? ALL)
    .where('category', '=', order.category)
    .where('version', '=', order.version ?? ALL)
    .where('quarantined', '=', true)
    .returning(['tenant_id', 'category', 'version', 'generation', 'quarantined'])
    .executeTakeFirst();
  return changed === undefined ? null : record(tx, order, 'release', changed);
}

const nextGeneration = sql<number>`platform.next_cache_generation()`;

async function raise(
  tx: Tx | SystemTx,
  order: CacheOrder,
  deed: 'purge' | 'quarantine',
): Promise<GenerationRow> {
  check(order);
  const quarantined = deed === 'quarantine';
  // The number is drawn before the row of the scope is locked: purges lock in one order and cannot deadlock.
  const changed = await queries<GenerationTables>(tx)
    .insertInto('platform.cache_generation')
    .values({
      tenant_id: tx.tenant ?? ALL,
      category: order.category,
      version: order.version ?? ALL,
      quarantined,
      ...recordOf(tx, order),
      generation: nextGeneration,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'category', 'version']).doUpdateSet((row) => ({
        ...(quarantined ? { quarantined } : {}),
        ...recordOf(tx, order),
        generation: row.ref('excluded.generation'),
      })),
    )
    .returning(['tenant_id', 'category', 'version', 'generation', 'quarantined'])
    .executeTakeFirstOrThrow();
  return record(tx, order, deed, changed);
}

function check({ category, version }: CacheOrder): void {
  if (!CATEGORY.test(category)) throw fail('CACHE_SCOPE_INVALID', 'this is no name of a category');
  if (version !== undefined && !VERSION.test(version)) {
    throw fail('CACHE_SCOPE_INVALID', 'this is no version part of a key');
  }
}

function recordOf(tx: Tx | SystemTx, { reason, actor }: CacheOrder) {
  return { reason, actor: actor.subject, changed_at: new Date(tx.now) };
}

async function record(
  tx: Tx | SystemTx,
  order: CacheOrder,
  deed: Deed,
  changed: GenerationColumns,
): Promise<GenerationRow> {
  const { category, version = null, reason, actor } = order;
  const { generation, quarantined } = changed;
  const action = `cache.${deed}`;
  if (tx.tenant === null) {
    await queries<AuditTables>(tx)
      .insertInto('platform.audit_entry')
      .values({
        tenant_id: ALL,
        id: newUuid(),
        at: new Date(tx.now),
        subject: actor.subject,
        client_id: actor.clientId ?? null,
        action,
        entity_type: 'cache',
        entity_id: category,
        reason,
        detail: JSON.stringify({ version, generation, quarantined, actorTenant: actor.tenant }),
      })
      .execute();
  } else {
    const entity = { type: 'cache', id: category };
    await appendAudit(tx, { actor, action, entity, reason, detail: { version, generation, quarantined } });
    const data = { category, version, generation, quarantined };
    await appendEvents(tx, [eventOf(cachePurged, category, data)]);
  }
  return generationRow(changed);
}
