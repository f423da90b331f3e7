import type { LimitWhenStoreDown } from '@quotewright/acceleration';
import type { EndpointClass } from './endpoint-class.ts';
import type { QuotaName } from './quotas.ts';

export interface EndpointClassRow {
  /** Charged beside `tenantTotal`. */
  readonly quota?: QuotaName;
  /** Not charged to `tenantTotal`, which others may have used up. */
  readonly isApart?: true;
  readonly whenStoreDown: LimitWhenStoreDown;
  /** Whether an operator is told when requests pass unlimited. */
  readonly alarmed?: true;
  /** Why it is so when the store is down. */
  readonly because: string;
}

/** What a class of endpoints is charged to, and what becomes of it while the store cannot count. */
export const ENDPOINT_CLASSES: Readonly<Record<EndpointClass, EndpointClassRow>> = {
  read: { whenStoreDown: 'local', because: 'people go on working, and a flood is still held' },
  change: { whenStoreDown: 'local', because: 'people go on working, and a flood is still held' },
  simulation: {
    quota: 'userSimulation',
    whenStoreDown: 'local',
    because: 'a price is computed from the truth; how many at once is bounded in the process',
  },
  computation: {
    quota: 'expensiveComputation',
    whenStoreDown: 'local',
    because: 'each process holds its share of the work',
  },
  'order-creation': {
    quota: 'orderCreation',
    whenStoreDown: 'open',
    alarmed: true,
    because: 'no order is lost for want of a counter: the database makes one order of a quote',
  },
  integration: {
    quota: 'partnerIntegration',
    whenStoreDown: 'local',
    because: 'machines repeat what is refused, so each process holds its share',
  },
  repair: {
    quota: 'adminRepair',
    whenStoreDown: 'closed',
    because: 'nothing is thrown away in haste; an operator can break the glass',
  },
  control: {
    quota: 'adminRepair',
    isApart: true,
    whenStoreDown: 'open',
    alarmed: true,
    because:
      'an operator has to hold something off above all while everything is down; few may, and all of it is audited',
  },
};

export const PARTNER_ROLE = 'partner';

/** The quota that a partner is charged to on every route. */
const PARTNER_QUOTA: QuotaName = 'partnerIntegration';

/** The quotas of a class, the tenant's first where it is charged. */
export function quotasOf(name: EndpointClass, roles: readonly string[] = []): readonly QuotaName[] {
  const { quota, isApart = false } = ENDPOINT_CLASSES[name];
  const total: readonly QuotaName[] = isApart ? [] : ['tenantTotal'];
  const own: readonly QuotaName[] = quota === undefined ? [] : [quota];
  const partner: readonly QuotaName[] = roles.includes(PARTNER_ROLE) ? [PARTNER_QUOTA] : [];
  return [...new Set<QuotaName>([...total, ...own, ...partner])];
}
