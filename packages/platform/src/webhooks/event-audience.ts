import type { Permission } from '../auth/principal.ts';
import type { EventDefinition } from '../messaging/event-definition.ts';

/** Types of events, sorted, and the permission to read what each is about. */
export type EventAudience = ReadonlyMap<string, Permission>;

/** Throws where versions of one event are not for the same readers. */
export function audienceOf(events: readonly EventDefinition<any>[]): EventAudience {
  const audience = new Map<string, Permission>();
  for (const { type, readPermission } of events.toSorted((a, b) => (a.type < b.type ? -1 : 1))) {
    if ((audience.get(type) ?? readPermission) !== readPermission) {
      throw new Error(`${type} has two read permissions`);
    }
    audience.set(type, readPermission);
  }
  return audience;
}
