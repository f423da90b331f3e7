import { DomainError } from '@quotewright/kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { keyMaker } from './key-maker.ts';
import { codePart, idPart, literal, versionPart } from './key-part.ts';
import type { KeyShape } from './key-shape.ts';
import { namespaceOf } from './namespace.ts';

const ns = namespaceOf({ env: 'prod', installationId: 'i7', truthEpoch: 3 });

function family<const Shape extends KeyShape>(system: string, service: string, key: Shape) {
  return { name: 'x', system, service, tenantScope: 'tenant', key } as const;
}
describe('a key', () => {
  const shape = [literal('offering'), versionPart('v'), idPart('id')] as const;
  const make = keyMaker(ns, family('cpq', 'catalog', shape));

  it('asks for exactly the parts that its shape names, each of its type', () => {
    expectTypeOf<Parameters<typeof make>[1]>().toEqualTypeOf<{
      readonly version: number | string;
      readonly id: string;
    }>();
    // @ts-expect-error: no id
    expect(() => make('acme', { version: 1 })).toThrow(/"id" must be a text/);
    // @ts-expect-error: a number is no id
    expect(() => make('acme', { version: 1, id: 7 })).toThrow(DomainError);
  });

  it('tells its category, tenant and version', () => {
    expect(make('acme', { version: 42, id: 'a' })).toMatchObject({
      category: 'x',
      tenant: 'acme',
      version: 'v42',
    });
    expect(keyMaker(ns, family('a', 'b', [literal('c')]))('acme', {}).version).toBeNull();
  });

  it('tells the first version where its shape has several', () => {
    const several = keyMaker(
      ns,
      family('a', 'b', [idPart('id'), versionPart('v'), versionPart('', 'rules')]),
    );
    expect(several('acme', { id: 'r9', version: 42, rules: 7 }).version).toBe('v42');
  });

  it('differs by tenant, version, id, environment, installation and truth epoch', () => {
    const parts = { version: 42, id: 'a' };
    const identity = { env: 'prod', installationId: 'i7', truthEpoch: 3 };
    const others = [{ env: 'test' }, { installationId: 'i8' }, { truthEpoch: 4 }].map((change) =>
      keyMaker(namespaceOf({ ...identity, ...change }), family('cpq', 'catalog', shape)),
    );
    const keys = [
      make('acme', parts),
      make('acme2', parts),
      make('acme', { ...parts, version: 43 }),
      make('acme', { ...parts, id: 'b' }),
      ...others.map((other) => other('acme', parts)),
    ];
    expect(new Set(keys.map(({ data }) => data)).size).toBe(keys.length);
  });

  it('holds no personal data where a part may be some', () => {
    const bySubject = keyMaker(ns, family('authz', 'user', [codePart('subject')]));
    const { data } = bySubject('acme', { subject: 'ann.smith@example.com' });
    expect(data).not.toMatch(/ann|smith|example/i);
    expect(data).toMatch(/^prod\.i7\.3:authz:user:acme:[A-Za-z0-9_-]{43}$/);
  });

  it('has one form for ever, from one process to the next', () => {
    const again = keyMaker(namespaceOf({ ...ns }), family('cpq', 'catalog', [...shape]));
    expect(again('acme', { id: 'a', version: 42 }).data).toBe(make('acme', { version: 42, id: 'a' }).data);
  });

  it('holds no tenant in a global category, and one everywhere else', () => {
    const global = keyMaker(ns, {
      ...family('a', 'b', [literal('c')]),
      tenantScope: { global: 'because it is' },
    });
    expect(global(null, {})).toMatchObject({ data: 'prod.i7.3:a:b:~:c', tenant: null });
    expect(() => global('acme', {})).toThrow(DomainError);
    expect(() => make(null, { version: 1, id: 'a' })).toThrow(DomainError);
  });

  it('of a tenant called like the place of no tenant is another key', () => {
    const own = keyMaker(ns, family('a', 'b', [literal('c')]));
    expect(own('~', {}).data).toBe('prod.i7.3:a:b:%7E:c');
    expect(own('-', {}).data).toBe('prod.i7.3:a:b:-:c');
  });

  it('is refused above 1,024 characters, companions included', () => {
    const long = keyMaker(ns, family('a', 'b', [idPart('a'), idPart('b'), idPart('c'), idPart('d')]));
    const [a, b, c] = ['x'.repeat(256), 'x'.repeat(256), 'x'.repeat(256)];
    const head = 'prod.i7.3:a:b:acme:'.length + 3 * 257;
    const fits = long('acme', { a, b, c, d: 'x'.repeat(1_024 - 7 - head) });
    expect(fits.lease).toHaveLength(1_024);
    expect(() => long('acme', { a, b, c, d: 'x'.repeat(1_024 - 6 - head) })).toThrow(
      /at most 1017 characters/,
    );
    expect(() => long('acme', { a: 'é'.repeat(200), b, c, d: 'x' })).toThrow(DomainError);
  });
});
