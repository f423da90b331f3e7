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

/** What operators have decided, as calls ask it: remembered for two seconds. Where it cannot be read, what was known last holds. */
export function rememberedOverrides(
  database: Pick<Database, 'withTenant'>,
  now: () => number,
): (tenant: TenantId, circuit: string) => Promise<ForcedPosition | undefined> {
  interface Known {
    readonly until: number;
    readonly positions: Promise<ReadonlyMap<string, CircuitOverride>>;
  }
  const byTenant = new LRUCache<TenantId, Known>({ max: MOST_TENANTS });
  const nothing: ReadonlyMap<string, CircuitOverride> = new Map();
  return async (tenant, circuit) => {
    let known = byTenant.get(tenant);
    if (known === undefined || known.until <= now()) {
      const before = known?.positions ?? Promise.resolve(nothing);
      const positions = database.withTenant(tenant, 'read', circuitOverrides).catch(() => before);
      known = { until: now() + BELIEVED_FOR, positions };
      byTenant.set(tenant, known);
    }
    return (await known.positions).get(circuit)?.position;
  };
}
