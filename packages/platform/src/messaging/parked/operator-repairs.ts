import { isTenantId } from '@quotewright/kernel';
import type { Page, PageRequest } from '../../http/page.ts';
import type { Database } from '../../postgres/database.ts';
import type { ConsumersByName } from './consumers-by-name.ts';
import type { ParkedEvent, ParkedFilter, Repairer } from './parked-event.ts';
import type { DiscardOrder, ParkedEvents } from './parked-events.ts';
import { NO_TENANT } from './parked-table.ts';
import { replayMessage } from './replay-message.ts';

/**
 * As `ParkedEvents`, for whoever operates the installation: events of any tenant, found by their id alone, and messages that are none.
 * Each opens its own transactions.
 */
export interface OperatorRepairs {
  list(filter: ParkedFilter, page: PageRequest): Promise<Page<ParkedEvent>>;
  /** Also throws `EVENT_MALFORMED`, for a message that still is no event. */
  replay(id: string, by: Repairer): Promise<ParkedEvent>;
  discard(order: DiscardOrder): Promise<ParkedEvent>;
}

type OfOneTenant = Pick<ParkedEvents, 'list' | 'find' | 'replay' | 'discard'>;

export function operatorRepairs(
  database: Database,
  consumers: ConsumersByName,
  events: OfOneTenant,
): OperatorRepairs {
  const messages = replayMessage(database, consumers);

  /** Undefined: of no tenant. */
  async function tenantOf(id: string) {
    const { tenant } = await database.withSystem((tx) => events.find(tx, id));
    if (tenant === NO_TENANT) return;
    if (!isTenantId(tenant)) throw new TypeError(`a parked event of the tenant "${tenant}"`);
    return tenant;
  }

  return {
    list: (filter, page) => database.withSystem((tx) => events.list(tx, filter, page)),
    async replay(id, by) {
      const tenant = await tenantOf(id);
      if (tenant === undefined) return messages(id, by);
      return events.replay({ tenant, id, by }, (work) => database.withTenant(tenant, 'write', work));
    },
    async discard(order) {
      const tenant = await tenantOf(order.id);
      return tenant === undefined
        ? database.withSystem((tx) => events.discard(tx, order))
        : database.withTenant(tenant, 'write', (tx) => events.discard(tx, order));
    },
  };
}
