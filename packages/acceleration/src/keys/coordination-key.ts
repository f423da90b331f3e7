import type { StoreKey } from '../ports/index.ts';
import { encodePart } from './encode-part.ts';
import { keyInvalid } from './key-error.ts';
import { MAX_TENANT_LENGTH, NO_TENANT } from './key-maker.ts';
import type { Namespace } from './namespace.ts';
import { storeKey } from './store-text.ts';

/** What a lease, a counter or a handover of no category is about. */
export interface CoordinationSubject {
  readonly system: string;
  readonly service: string;
  /** Null: of all tenants. */
  readonly tenant: string | null;
  /** At least one; codes typed by people are hashed by the caller, people are opaque ids. */
  readonly parts: readonly string[];
}

/**
 * `{ns}:{system}:{service}:{tenant}:{…parts}`. Different subjects have different keys.
 *
 * @throws DomainError `CACHE_KEY_INVALID`
 */
export function coordinationKey(namespace: Namespace, subject: CoordinationSubject): StoreKey {
  const { system, service, tenant, parts } = subject;
  if (parts.length === 0) throw keyInvalid('parts', 'must not be empty');
  return storeKey(
    [
      namespace.text,
      encodePart('system', system, 64),
      encodePart('service', service, 64),
      tenant === null ? NO_TENANT : encodePart('tenant', tenant, MAX_TENANT_LENGTH),
      ...parts.map((part, index) => encodePart(`part ${index + 1}`, part, 256)),
    ].join(':'),
  );
}
