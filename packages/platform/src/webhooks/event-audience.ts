import type { Permission } from '../auth/principal.ts';
import type { EventDefinition } from '../messaging/event-definition.ts';

/** Who may hear of a type of event. */
export interface Hearers {
  /** To read what it is about. */
  readonly permission: Permission;
  /** Whether that has an owner, whom one has to reach. */
  readonly owned: boolean;
}

/** Types of events, sorted. */
export type EventAudience = ReadonlyMap<string, Hearers>;

/** Throws where versions of one event are not for the same hearers. */
export function audienceOf(events: readonly EventDefinition<any>[]): EventAudience {
  const audience = new Map<string, Hearers>();
  for (const { type, readPermission: permission, owned = false } of events.toSorted((a, b) =>
    a.type < b.type ? -1 : 1,
  )) {
    const known = audience.get(type) ?? { permission, owned };
    if (known.permission !== permission || known.owned !== owned) {
      throw new Error(`the versions of ${type} are for different hearers`);
    }
    audience.set(type, known);
  }
  return audience;
}
