import type { TenantId } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';

/** What an operator has decided about a circuit. */
export type ForcedPosition = 'open' | 'closed';

export interface CircuitOverride {
  readonly circuit: string;
  readonly position: ForcedPosition;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAt: Date;
}

interface Tables {
  readonly 'platform.circuit_override': {
    readonly tenant_id: string;
    readonly circuit: string;
    readonly position: ForcedPosition;
    readonly reason: string;
    readonly changed_by: string;
    readonly changed_at: Date;
  };
}

/** The overrides of the transaction's tenant, by circuit. */
export async function circuitOverrides(tx: Tx): Promise<ReadonlyMap<string, CircuitOverride>> {
  const rows = await queries<Tables>(tx)
    .selectFrom('platform.circuit_override')
    .select(['circuit', 'position', 'reason', 'changed_by', 'changed_at'])
    .where('tenant_id', '=', tx.tenant)
    .execute();
  return new Map(
    rows.map(({ circuit, position, reason, changed_by: changedBy, changed_at: changedAt }) => [
      circuit,
      { circuit, position, reason, changedBy, changedAt },
    ]),
  );
}

export interface CircuitOrder {
  readonly circuit: string;
  readonly position: ForcedPosition | 'auto';
  readonly reason: string;
}

/** Takes a circuit out of the hands of the automatic for the tenant of the transaction, or gives it back; with its audit entry. */
export async function overrideCircuit(tx: Tx, actor: Principal, order: CircuitOrder): Promise<void> {
  const { circuit, position, reason } = order;
  const db = queries<Tables>(tx);
  if (position === 'auto') {
    await db
      .deleteFrom('platform.circuit_override')
      .where('tenant_id', '=', tx.tenant)
      .where('circuit', '=', circuit)
      .execute();
  } else {
    const values = { position, reason, changed_by: actor.subject, changed_at: new Date(tx.now) };
    await db
      .insertInto('platform.circuit_override')
      .values({ tenant_id: tx.tenant, circuit, ...values })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'circuit']).doUpdateSet(values))
      .execute();
  }
  const entity = { type: 'circuit', id: circuit };
  await appendAudit(tx, { actor, action: `circuit.${position}`, entity, reason, detail: {} });
}

/** How long a decision may take to reach a process, in milliseconds. */
const BELIEVED_FOR = 2_000;
const MOST_TENANTS = 10_000;

/** What an operator of the tenant has decided about a circuit; known within so many milliseconds, or what was known last. */
export type ForcedPositions = (
  tenant: TenantId,
  circuit: string,
  patience: number,
) => Promise<ForcedPosition | undefined>;

/**
 * What operators have decided, as calls ask it: remembered for two seconds. Where it cannot be read, or not in time, what was known
 * last holds. A tenant's decisions are read by one at a time, so that a database that does not answer is not asked again and again.
 */
export function rememberedOverrides(
  database: Pick<Database, 'withTenant'>,
  now: () => number,
): ForcedPositions {
  interface Known {
    until: number;
    overrides: ReadonlyMap<string, CircuitOverride>;
    reading?: Promise<void> | undefined;
  }
  const byTenant = new LRUCache<TenantId, Known>({ max: MOST_TENANTS });

  async function read(tenant: TenantId, known: Known): Promise<void> {
    known.until = now() + BELIEVED_FOR;
    try {
      known.overrides = await database.withTenant(tenant, 'read', circuitOverrides);
    } catch {
      // The database says so elsewhere; a call does not fail for it.
    } finally {
      known.reading = undefined;
    }
  }

  return async (tenant, circuit, patience) => {
    const known: Known = byTenant.get(tenant) ?? { until: Number.NEGATIVE_INFINITY, overrides: new Map() };
    byTenant.set(tenant, known);
    if (known.until <= now()) known.reading ??= read(tenant, known);
    if (known.reading !== undefined) await settledWithin(known.reading, patience);
    return known.overrides.get(circuit)?.position;
  };
}

async function settledWithin(work: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: overdue, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
