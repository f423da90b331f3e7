import type { Config } from '@quotewright/platform/config';
import type { OwnedDatabase } from '@quotewright/platform/postgres';
import { cacheSecrets } from '../../compose/cache-secrets.ts';
import { findInstallationSecret } from '../../compose/installation-secret.ts';
import type { Finding } from './finding.ts';

/** Which secrets this process would seal and read copies with; never what they are. */
export async function examineCacheSecrets(
  config: Config,
  database: OwnedDatabase,
): Promise<readonly Finding[]> {
  if (config.cache === 'off') return [];
  const own = await findInstallationSecret(database);
  if (own === undefined) {
    return [{ state: 'note', what: 'no secret for copies yet: the first start makes one' }];
  }
  const ids = cacheSecrets(config, own).map(({ id }) => id);
  const what = `copies are sealed with the secret ${ids[0]}; ${ids.length} can be read: ${ids.join(', ')}`;
  return [{ state: 'ok', what }];
}
