import { type Category, checkTuning, type TunedMember } from '@quotewright/acceleration';
import type { JsonObject } from '@quotewright/kernel';
import type { Selectable } from 'kysely';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Principal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { fail } from './admin/cache-order-errors.ts';
import type { TuningTables } from './tuning-table.ts';

/** What can be tuned of a category. Absent members: as the category declares. */
export interface TuningSettings {
  /** How long a copy that is made from now on is answered without a question. */
  readonly freshSeconds?: number;
  /** The most that is taken off that time, by chance, as a share of it. */
  readonly jitter?: number;
  /** The share of hits that are compared with the truth. */
  readonly shadowRate?: number;
  /** How many keys a warm-up makes copies of in a second; 0: none. Absent: as fast as its concurrency goes. */
  readonly warmPerSecond?: number;
}

export interface CacheTuning {
  /** 0: the category was never tuned. The ETag. */
  readonly version: number;
  /** Undefined: nothing is in force now. */
  readonly inForce?: {
    readonly settings: TuningSettings;
    /** Milliseconds since the epoch. */
    readonly until: number;
    readonly reason: string;
    readonly changedBy: string;
    readonly changedAt: number;
  };
}

export interface TuneOrder {
  readonly settings: TuningSettings;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface TuneRequest {
  /** Null: what is in force ends. */
  readonly order: TuneOrder | null;
  readonly reason: string;
  readonly actor: Principal;
  /** The version it is about; absent: whichever there is. */
  readonly expectedVersion?: string;
}

const MINUTE_MS = 60_000;
/** What is needed for longer belongs into the declaration. */
const LONGEST_TUNING_MS = 7 * 24 * 60 * MINUTE_MS;
/** Nodes need some seconds to hear of it. */
const SHORTEST_TUNING_MS = MINUTE_MS;

/** Of the transaction's tenant. A tuning whose time is over is as if it were not there. */
export async function readTuning(tx: Tx, category: string): Promise<CacheTuning> {
  const row = await queries<TuningTables>(tx)
    .selectFrom('platform.cache_tuning')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('category', '=', category)
    .executeTakeFirst();
  return row === undefined ? { version: 0 } : tuningOf(row, tx.now);
}

/** Those of the transaction's tenant that are in force, by category. */
export async function tuningsInForce(tx: Tx): Promise<ReadonlyMap<string, CacheTuning>> {
  const rows = await queries<TuningTables>(tx)
    .selectFrom('platform.cache_tuning')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('until', '>', new Date(tx.now))
    .execute();
  return new Map(rows.map((row) => [row.category, tuningOf(row, tx.now)]));
}

/**
 * Changes how a category's copies of the transaction's tenant are made and looked after, for a while. Nodes go by it within seconds; an
 * answer is never wrong for one that does not. Throws `CACHE_TUNING_INVALID`, `CACHE_TUNING_CHANGED`.
 */
export async function tuneCache(
  tx: Tx,
  category: Category<any, any>,
  { order, reason, actor, expectedVersion }: TuneRequest,
): Promise<CacheTuning> {
  if (order !== null) requireSoundTuning(category, order, tx.now);
  const { name } = category;
  const before = await readTuning(tx, name);
  if (expectedVersion !== undefined && expectedVersion !== String(before.version)) {
    throw changed(before.version);
  }
  const row = await writeTuning(tx, name, before.version, {
    ...columnsOf(order),
    reason,
    actor: actor.subject,
    changed_at: new Date(tx.now),
  });
  if (row === undefined) throw changed((await readTuning(tx, name)).version);
  const tuned = tuningOf(row, tx.now);
  const detail: JsonObject = {
    version: tuned.version,
    settings: order === null ? null : { ...order.settings },
    until: order === null ? null : new Date(order.until).toISOString(),
  };
  await appendAudit(tx, { actor, action: 'cache.tune', entity: { type: 'cache', id: name }, reason, detail });
  return tuned;
}

/** Throws `CACHE_TUNING_INVALID`, with every member that is wrong. */
export function requireSoundTuning(
  category: Category<any, any>,
  { settings, until }: TuneOrder,
  now: number,
): void {
  const { freshSeconds, jitter, shadowRate, warmPerSecond } = settings;
  const findings = checkTuning(category, {
    ...(freshSeconds !== undefined && { fresh: freshSeconds * 1_000 }),
    ...(jitter !== undefined && { jitter }),
    ...(shadowRate !== undefined && { shadowRate }),
  });
  const errors = findings.map(({ member, message }) => ({
    pointer: POINTERS[member],
    code: 'OUT_OF_BOUNDS',
    reason: message,
  }));
  if ([freshSeconds, jitter, shadowRate, warmPerSecond].every((value) => value === undefined)) {
    errors.push({ pointer: '/settings', code: 'EMPTY', reason: 'name what is to be changed, or give null' });
  }
  if (!(until >= now + SHORTEST_TUNING_MS && until <= now + LONGEST_TUNING_MS)) {
    const reason = 'must be from a minute to 7 days from now';
    errors.push({ pointer: '/until', code: 'OUT_OF_BOUNDS', reason });
  }
  if (errors.length > 0) {
    throw fail('CACHE_TUNING_INVALID', `${category.name} cannot be tuned like that`, { errors });
  }
}

const POINTERS: Readonly<Record<TunedMember, string>> = {
  fresh: '/settings/freshSeconds',
  jitter: '/settings/jitter',
  shadowRate: '/settings/shadowRate',
};

function changed(version: number) {
  return fail('CACHE_TUNING_CHANGED', `the current version is "${version}": look at it and decide again`, {
    currentVersion: version,
  });
}

type Row = Selectable<TuningTables['platform.cache_tuning']>;
type Columns = Omit<Row, 'tenant_id' | 'category' | 'version'>;

function columnsOf(order: TuneOrder | null) {
  const { freshSeconds, jitter, shadowRate, warmPerSecond } = order?.settings ?? {};
  return {
    fresh_seconds: freshSeconds ?? null,
    jitter: jitter ?? null,
    shadow_rate: shadowRate ?? null,
    warm_per_second: warmPerSecond ?? null,
    until: order === null ? null : new Date(order.until),
  };
}

/** Undefined: somebody else has changed it since. */
function writeTuning(tx: Tx, category: string, before: number, columns: Columns): Promise<Row | undefined> {
  const tunings = queries<TuningTables>(tx);
  if (before === 0) {
    return tunings
      .insertInto('platform.cache_tuning')
      .values({ tenant_id: tx.tenant, category, version: 1, ...columns })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'category']).doNothing())
      .returningAll()
      .executeTakeFirst();
  }
  return tunings
    .updateTable('platform.cache_tuning')
    .set({ ...columns, version: before + 1 })
    .where('tenant_id', '=', tx.tenant)
    .where('category', '=', category)
    .where('version', '=', before)
    .returningAll()
    .executeTakeFirst();
}

function tuningOf(row: Row, now: number): CacheTuning {
  const { version, until, fresh_seconds, jitter, shadow_rate, warm_per_second } = row;
  if (until === null || until.getTime() <= now) return { version };
  return {
    version,
    inForce: {
      settings: {
        ...(fresh_seconds !== null && { freshSeconds: fresh_seconds }),
        ...(jitter !== null && { jitter }),
        ...(shadow_rate !== null && { shadowRate: shadow_rate }),
        ...(warm_per_second !== null && { warmPerSecond: warm_per_second }),
      },
      until: until.getTime(),
      reason: row.reason,
      changedBy: row.actor,
      changedAt: row.changed_at.getTime(),
    },
  };
}
