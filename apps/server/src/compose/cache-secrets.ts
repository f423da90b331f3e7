import { createKeyRing, type KeyRing } from '@quotewright/acceleration';
import { type Config, INSTALLATION_SECRET_ID, type NamedSecret } from '@quotewright/platform/config';
import type { Installation as InstallationIdentity } from '@quotewright/tenancy';

/** The first makes new copies; the others are read. The installation's own is always among them, and always the last. */
export function cacheSecrets(
  { cacheSecrets: configured = [] }: Pick<Config, 'cacheSecrets'>,
  own: Uint8Array,
): readonly NamedSecret[] {
  return [...configured, { id: INSTALLATION_SECRET_ID, secret: own }];
}

/** Two environments, or two installations, have different keys of one secret: what one has sealed is a forgery to the other. */
export function cacheKeyRing(
  config: Pick<Config, 'cacheSecrets' | 'cacheEnvironment'>,
  { id }: Pick<InstallationIdentity, 'id'>,
  own: Uint8Array,
): KeyRing {
  const [current, ...previous] = cacheSecrets(config, own) as [NamedSecret, ...NamedSecret[]];
  return createKeyRing({ environment: `${config.cacheEnvironment}/${id}`, current, previous });
}
