import { createAcceleration, createRegistry, type KeyPart, namespaceOf } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';

const described = describeModules();
const categories = described.caches.map(({ category }) => category);
const stores = memoryStores();
const layer = createAcceleration({
  namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
  registry: createRegistry(categories),
  stores,
  keyRing: testKeyRing,
  ...unhurried,
});

const HOSTILE = ':*?[]\\{}%~\r\n\0 /.-aé2A'.split('');

const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...HOSTILE), minLength: 1, maxLength: 12 }),
  )
  .filter((text) => text.isWellFormed());

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

/** What goes into a part. */
function inputOf({ form, ...part }: Exclude<KeyPart, { form: 'literal' }>): fc.Arbitrary<string> {
  if (form === 'version') return fc.nat().map((count) => `${part.prefix}${count}`);
  if (form === 'route') return hostile.map((text) => `/${text}`);
  return form === 'hash' ? digest : hostile;
}

describe('every key of this installation', () => {
  afterAll(async () => {
    await layer.close();
    await stores.close();
    await described.close();
  });

  it.each(categories.map((category) => [category.name, category] as const))(
    'can be explained by its text: %s',
    async (name, category) => {
      const named = (category.key as readonly KeyPart[]).filter((part) => part.form !== 'literal');
      const inputs = fc.record(Object.fromEntries(named.map((part) => [part.name, inputOf(part)])));
      const tenants = category.tenantScope === 'tenant' ? hostile : fc.constant(null);
      await fc.assert(
        fc.asyncProperty(tenants, inputs, async (tenant, given) => {
          const key = layer.cache(category).key(tenant, given);
          const codes = named.filter(({ form }) => form === 'code');
          // Codes are hashed: what a key holds of them is what can be read out of it.
          const hashed = Object.fromEntries(
            codes.map((part) => [
              part.name,
              (part.encode as (text: string) => string)(given[part.name] ?? ''),
            ]),
          );
          expect(await layer.explain(key.data)).toMatchObject({
            key: {
              category: { name },
              tenant,
              version: key.version,
              parts: { ...given, ...hashed },
            },
            store: { state: 'nothing' },
          });
        }),
        { numRuns: 30 },
      );
    },
  );
});

describe('what a copy follows', () => {
  const follows = described.caches.flatMap(({ category, follows: names = [] }) =>
    names.map((name) => [category.name, name] as const),
  );

  it.each(follows)('%s: %s is a category that events move', (_, name) => {
    const pointer = categories.find((category) => category.name === name);
    expect(pointer?.kind).toBe('pointer');
    expect(pointer?.invalidation).toHaveProperty('events');
  });
});
