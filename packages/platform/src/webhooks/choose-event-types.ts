import type { FieldError } from '@quotewright/kernel';
import type { Authorizer, Permission, Principal } from '../auth/principal.ts';
import type { EventAudience, Hearers } from './event-audience.ts';
import { type EventChoice, namedEventTypes } from './event-filter.ts';
import { whyNotSeen } from './may-see.ts';
import { fail } from './webhook-errors.ts';

interface ChooseEventTypesDeps {
  readonly audience: EventAudience;
  readonly authorizer: Authorizer;
}

/**
 * The types that a new subscription hears: those it names, or all that its creator may read. Empty: every type, those of later
 * releases, too. To be asked outside of a transaction. Throws `WEBHOOK_EVENT_FORBIDDEN`, and what `namedEventTypes` throws.
 */
export const chooseEventTypes =
  ({ audience, authorizer }: ChooseEventTypesDeps) =>
  async (actor: Principal, choice: EventChoice): Promise<readonly string[]> => {
    const named = namedEventTypes(choice, [...audience.keys()]);
    const wanted = named.length > 0 ? named : [...audience.keys()].map((type) => ({ type, pointer: '' }));
    const permissionOf = ({ type }: { readonly type: string }) => (audience.get(type) as Hearers).permission;
    const refused = new Set<Permission>();
    for (const permission of new Set(wanted.map(permissionOf))) {
      if ((await whyNotSeen(authorizer, actor, permission)) !== undefined) refused.add(permission);
    }
    const heard = wanted.filter((one) => !refused.has(permissionOf(one)));
    if (named.length > 0 && heard.length < named.length) {
      throw forbidden(
        named.flatMap((one): FieldError[] => {
          const permission = permissionOf(one);
          if (!refused.has(permission)) return [];
          const reason = `"${one.type}" needs the permission "${permission}"`;
          return [{ pointer: one.pointer, code: 'EVENT_FORBIDDEN', reason }];
        }),
      );
    }
    // An empty list would mean every type.
    if (heard.length === 0) throw fail('WEBHOOK_EVENT_FORBIDDEN', 'there is no event that you may read');
    return named.length === 0 && refused.size === 0 ? [] : [...new Set(heard.map(({ type }) => type))];
  };

function forbidden(errors: readonly FieldError[]) {
  return fail('WEBHOOK_EVENT_FORBIDDEN', errors[0]?.reason ?? '', { errors });
}
