import { loadConfig } from '@quotewright/platform/config';
import { describeOnEachEngine, type TestDatabase } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findInstallationSecret, installationSecret } from '../../compose/installation-secret.ts';
import { examineCacheSecrets } from './cache-secrets.ts';

describeOnEachEngine('the doctor, asked for the secrets of copies,', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  const secret = Buffer.alloc(32, 7).toString('base64');
  const examined = (environment: Readonly<Record<string, string>> = {}) =>
    examineCacheSecrets(loadConfig(environment), database.db);

  it('says that there is none yet, and makes none', async () => {
    expect(await examined()).toEqual([
      { state: 'note', what: 'no secret for copies yet: the first start makes one' },
    ]);
    expect(await findInstallationSecret(database.db)).toBeUndefined();
  });

  it('says which makes new copies and which are read, and not what they are', async () => {
    await installationSecret(database.db);
    expect(await examined()).toEqual([
      {
        state: 'ok',
        what: 'copies are sealed with the secret installation; 1 can be read: installation',
      },
    ]);
    expect(await examined({ QUOTEWRIGHT_CACHE_SECRETS: `k2:${secret},k1:${secret}` })).toEqual([
      {
        state: 'ok',
        what: 'copies are sealed with the secret k2; 3 can be read: k2, k1, installation',
      },
    ]);
  });

  it('says nothing of them where copies are off', async () => {
    expect(await examined({ QUOTEWRIGHT_CACHE: 'off' })).toEqual([]);
  });
});
