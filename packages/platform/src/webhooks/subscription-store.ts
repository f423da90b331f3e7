import { isUuid } from '@quotewright/kernel';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Page, PageRequest } from '../http/page.ts';
import { pageById } from '../http/page-by-id.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { KeptSecrets, Subscription } from './subscription.ts';
import type { DisabledReason, WebhookTables } from './webhook-tables.ts';

type Row = WebhookTables['platform.webhook_subscription'];

const subscriptions = (tx: Tx) =>
  queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_subscription')
    .selectAll()
    .where('tenant_id', '=', tx.tenant);

const updateOf = (tx: Tx, id: string) =>
  queries<WebhookTables>(tx)
    .updateTable('platform.webhook_subscription')
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id);

export async function insertSubscription(tx: Tx, subscription: Subscription): Promise<void> {
  await queries<WebhookTables>(tx)
    .insertInto('platform.webhook_subscription')
    .values({ ...columnsOf(subscription), tenant_id: tx.tenant, id: subscription.id })
    .execute();
}

/** How many the tenant has. Counts of other transactions wait until this one has ended, so that a limit holds. */
export async function lockAndCountSubscriptions(tx: Tx): Promise<number> {
  const lock = `webhook-subscriptions/${tx.tenant}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
  const { count } = await queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_subscription')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tx.tenant)
    .executeTakeFirstOrThrow();
  return count;
}

/** By primary key; undefined also for a malformed id and for one of another creator. */
export async function findSubscription(
  tx: Tx,
  id: string,
  createdBy?: string,
): Promise<Subscription | undefined> {
  if (!isUuid(id)) return undefined;
  let query = subscriptions(tx).where('id', '=', id);
  if (createdBy !== undefined) query = query.where('created_by', '=', createdBy);
  // A change of it waits: what is decided on what was read holds until the end.
  if (tx.access === 'write') query = query.forNoKeyUpdate();
  const row = await query.executeTakeFirst();
  return row && subscriptionOf(row);
}

/** In the order they were made; walks the primary key. */
export async function listSubscriptions(
  tx: Tx,
  page: PageRequest,
  createdBy?: string,
): Promise<Page<Subscription>> {
  let query = subscriptions(tx);
  if (createdBy !== undefined) query = query.where('created_by', '=', createdBy);
  return pageById(query, page, 'oldest-first', subscriptionOf);
}

/** The tenant's enabled subscriptions, and which types each hears: all where it names none. Bounded by the number a tenant may have. */
export function enabledSubscriptions(tx: Tx) {
  return queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_subscription')
    .select(['id', 'callback', 'event_types'])
    .where('tenant_id', '=', tx.tenant)
    .where('disabled_at', 'is', null)
    .execute();
}

export async function removeSubscription(tx: Tx, id: string): Promise<void> {
  await queries<WebhookTables>(tx)
    .deleteFrom('platform.webhook_subscription')
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .execute();
}

export async function replaceSecret(
  tx: Tx,
  id: string,
  secret: string,
  previous?: KeptSecrets['previous'],
): Promise<void> {
  await updateOf(tx, id)
    .set({
      secret,
      previous_secret: previous?.secret ?? null,
      previous_secret_until: dateOf(previous?.until),
    })
    .execute();
}

export async function enableSubscription(tx: Tx, id: string): Promise<void> {
  await updateOf(tx, id).set({ disabled_at: null, disabled_reason: null, failing_since: null }).execute();
}

/** False: it is disabled already, or gone. */
export async function disableSubscription(tx: Tx, id: string, reason: DisabledReason): Promise<boolean> {
  const { numUpdatedRows } = await updateOf(tx, id)
    .set({ disabled_at: new Date(tx.now), disabled_reason: reason })
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Writes only where something changes: deliveries of a healthy subscription do not wait for each other. */
export async function noteSuccess(tx: Tx, id: string): Promise<void> {
  await updateOf(tx, id).set({ failing_since: null }).where('failing_since', 'is not', null).execute();
}

export async function noteFailure(tx: Tx, id: string): Promise<void> {
  await updateOf(tx, id)
    .set({ failing_since: new Date(tx.now) })
    .where('failing_since', 'is', null)
    .execute();
}

function columnsOf(subscription: Subscription): Omit<Insertable<Row>, 'tenant_id' | 'id'> {
  const { secrets, failingSince, disabled } = subscription;
  return {
    created_by: subscription.createdBy.subject,
    created_roles: subscription.createdBy.roles,
    callback: subscription.callback,
    event_types: subscription.eventTypes,
    description: subscription.description ?? null,
    secret: secrets.current,
    previous_secret: secrets.previous?.secret ?? null,
    previous_secret_until: dateOf(secrets.previous?.until),
    failing_since: dateOf(failingSince),
    disabled_at: dateOf(disabled?.at),
    disabled_reason: disabled?.reason ?? null,
    created_at: new Date(subscription.createdAt),
  };
}

const dateOf = (time: number | undefined) => (time === undefined ? null : new Date(time));

function subscriptionOf(row: Selectable<Row>): Subscription {
  const { previous_secret, previous_secret_until: until, disabled_at, disabled_reason: reason } = row;
  return {
    id: row.id,
    createdBy: { subject: row.created_by, roles: row.created_roles },
    callback: row.callback,
    eventTypes: row.event_types,
    ...(row.description === null ? {} : { description: row.description }),
    secrets: {
      current: row.secret,
      ...(previous_secret !== null &&
        until !== null && { previous: { secret: previous_secret, until: until.getTime() } }),
    },
    ...(row.failing_since === null ? {} : { failingSince: row.failing_since.getTime() }),
    ...(disabled_at !== null && reason !== null && { disabled: { at: disabled_at.getTime(), reason } }),
    createdAt: row.created_at.getTime(),
  };
}
