import type { TenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { SystemTx } from '../postgres/tx.ts';
import type { WebhookTables } from './webhook-tables.ts';

/** A delivery in the hands of one dispatcher, until its lease ends. */
export interface DeliveryClaim {
  readonly tenant: TenantId;
  readonly id: string;
  readonly host: string;
  /** Which attempt this is, from 1. */
  readonly attempts: number;
  readonly fence: number;
}

export interface Claimed {
  readonly claims: readonly DeliveryClaim[];
  /** Whether bounds, or another dispatcher's locks, kept something back that is due. Says nothing about hosts that had their share. */
  readonly more: boolean;
}

export interface ClaimBounds {
  /** Deliveries at most. */
  readonly limit: number;
  /** Of one host at most, with those of `underWay`. */
  readonly perHost: number;
  /** Requests that this dispatcher has open, by host. */
  readonly underWay: ReadonlyMap<string, number>;
  readonly leaseMs: number;
}

/**
 * Takes due deliveries: whose time has come, and whose lease has ended. The longest waiting host comes first, and no host gets more
 * than its share, so that a slow one with a long queue holds nobody else up. Steps from host to host along webhook_delivery_due:
 * costs grow with the hosts that have something pending, not with the deliveries.
 *
 * Leases are reckoned by the callers' clocks; skew between nodes costs a second request at worst, and the fence tells whose word counts.
 */
export async function claimDeliveries(tx: SystemTx, bounds: ClaimBounds): Promise<Claimed> {
  const { limit, perHost, underWay, leaseMs } = bounds;
  const now = new Date(tx.now);
  const busy = [...underWay.keys()];
  const room = [...underWay.values()].map((count) => perHost - count);
  const { rows } = await sql<DueHosts & (DeliveryClaim | NothingClaimed)>`
    with recursive head as (
      (select host, due_at from platform.webhook_delivery
        where due_at is not null order by host, due_at limit 1)
      union all
      select next.host, next.due_at from head cross join lateral (
        select d.host, d.due_at from platform.webhook_delivery d
        where d.due_at is not null and d.host > head.host order by d.host, d.due_at limit 1
      ) next
    ), open_host as (
      select head.host, coalesce(busy.room, ${perHost}::int) as room
      from head left join unnest(${busy}::text[], ${room}::int[]) as busy (host, room) on busy.host = head.host
      where head.due_at <= ${now}::timestamptz and coalesce(busy.room, ${perHost}::int) > 0
      order by head.due_at limit ${limit}::int
    ), due as (
      select taken.tenant_id, taken.id from open_host cross join lateral (
        select d.tenant_id, d.id from platform.webhook_delivery d
        where d.host = open_host.host and d.due_at <= ${now}::timestamptz
        order by d.due_at limit open_host.room for update skip locked
      ) taken limit ${limit}::int
    ), claimed as (
      update platform.webhook_delivery as delivery
      set attempts = delivery.attempts + 1, fence = delivery.fence + 1, due_at = ${new Date(tx.now + leaseMs)}::timestamptz
      from due where delivery.tenant_id = due.tenant_id and delivery.id = due.id
      returning delivery.tenant_id as tenant, delivery.id, delivery.host, delivery.attempts, delivery.fence
    )
    select claimed.*, due_hosts from (select count(*) as due_hosts from open_host) all_hosts left join claimed on true
  `.execute(queries(tx));
  const dueHosts = rows[0]?.due_hosts ?? 0;
  const claims = rows.filter((row) => row.id !== null);
  const more = claims.length === limit || new Set(claims.map(({ host }) => host)).size < dueHosts;
  return { claims, more };
}

interface DueHosts {
  readonly due_hosts: number;
}

interface NothingClaimed {
  readonly id: null;
}

/** Gives a delivery back, as if it had not been tried. */
export async function releaseClaim(tx: SystemTx, claim: DeliveryClaim): Promise<void> {
  await queries<WebhookTables>(tx)
    .updateTable('platform.webhook_delivery')
    .set({ due_at: new Date(tx.now), attempts: claim.attempts - 1 })
    .where('tenant_id', '=', claim.tenant)
    .where('id', '=', claim.id)
    .where('fence', '=', claim.fence)
    .where('due_at', 'is not', null)
    .execute();
}

export async function countPending(tx: SystemTx): Promise<number> {
  const { count } = await queries<WebhookTables>(tx)
    .selectFrom('platform.webhook_delivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('due_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Forgets up to `limit` deliveries that ended before a time (milliseconds since the epoch). Needs webhook_delivery_ended. */
export async function forgetEnded(tx: SystemTx, before: number, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from platform.webhook_delivery as delivery using (
      select tenant_id, id from platform.webhook_delivery
      where ended_at < ${new Date(before)}::timestamptz order by ended_at limit ${limit}::int for update skip locked
    ) as old where delivery.tenant_id = old.tenant_id and delivery.id = old.id
  `.execute(queries(tx));
  return Number(numAffectedRows ?? 0);
}
