import type { CommittedEvent } from '../committed-event.ts';

/** Events in one transaction: enough to share its round trips, few enough to end well within its time. */
const MAX_GROUP = 100;

/**
 * The wanted events of each tenant in their order, each event once, in groups that are handled together. Tenants need not wait for
 * each other: an aggregate belongs to one.
 */
export function deliveryGroups(
  events: readonly CommittedEvent[],
  wanted: ReadonlySet<string>,
): readonly (readonly CommittedEvent[])[] {
  const once = new Map(events.filter(({ type }) => wanted.has(type)).map((event) => [keyOf(event), event]));
  const byTenant = Map.groupBy(once.values(), ({ tenant }) => tenant);
  return [...byTenant.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / MAX_GROUP) }, (_, index) =>
      all.slice(index * MAX_GROUP, (index + 1) * MAX_GROUP),
    ),
  );
}

const keyOf = ({ tenant, id }: CommittedEvent) => `${tenant}/${id}`;
