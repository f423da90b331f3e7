import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Category } from '../registry/category.ts';
import {
  aCategory,
  aChangeableCategory,
  aPointerCategory,
  sampleNamespace as ns,
} from '../testing/category-builders.ts';
import { keyMaker } from './key-maker.ts';
import {
  codePart,
  hashPart,
  idPart,
  type KeyPart,
  literal,
  routePart,
  versionPart,
  wordPart,
} from './key-part.ts';
import { type ParsedKey, parseKey } from './parse-key.ts';

const categories: readonly Category<any, any>[] = [aCategory(), aChangeableCategory(), aPointerCategory()];
const parse = (text: string) => parseKey(text, categories, ns);
const offering = 'cpq:catalog:acme:offering:v42:offer-1001';

/** A category with keys of this shape; nothing else of it counts here. */
const shaped = (key: readonly KeyPart[], tenantScope: Category['tenantScope'] = 'tenant'): Category => ({
  ...(aCategory() as unknown as Category),
  key,
  tenantScope,
});

const HOSTILE = ':*?[]\\{}%~\r\n\0 /.-aé2A'.split('');

const text = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength }),
      fc.string({ unit: fc.constantFrom(...HOSTILE), minLength: 1, maxLength }),
    )
    .filter((value) => value.isWellFormed());

const number = fc.nat({ max: 10_000 });

/** A part of each form under this name, what to put into it, and what must be read out of it. */
const partCalled = (name: string) =>
  fc.oneof(
    text(20).map((id) => ({ part: idPart(name), given: id, read: id })),
    text(20).map((word) => ({ part: wordPart(name), given: word, read: word })),
    text(20).map((rest) => ({ part: routePart(name), given: `/${rest}`, read: `/${rest}` })),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
      const digest = Buffer.from(bytes).toString('hex');
      return { part: hashPart(name), given: digest, read: digest };
    }),
    number.map((count) => ({ part: versionPart('v', name), given: count, read: `v${count}` })),
    fc.tuple(number, number).map(([a, b]) => {
      const both = `v${a}.p${b}`;
      return { part: versionPart('v', name), given: both, read: both };
    }),
    text(20).map((code) => ({
      part: codePart(name),
      given: code,
      read: codePart(name).encode(code),
    })),
  );

describe('a key read back', () => {
  it('gives its category, tenant, version and parts, with its namespace or without', () => {
    const read = {
      category: categories[0],
      tenant: 'acme',
      version: 'v42',
      parts: { version: 'v42', id: 'offer-1001' },
      text: offering,
    };
    expect(parse(offering)).toEqual(read);
    expect(parse(`${ns.text}:${offering}`)).toEqual(read);
  });

  it('gives the parts it was made from, whatever they hold', () => {
    const shapes = fc
      .integer({ min: 1, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => partCalled(`p${at}`))));
    fc.assert(
      fc.property(shapes, fc.option(text(20)), (parts, tenant) => {
        const category = shaped(
          [literal('thing'), ...parts.map(({ part }) => part as KeyPart)],
          tenant === null ? { global: 'because it is of nobody' } : 'tenant',
        );
        const given = Object.fromEntries(parts.map(({ part, given }) => [part.name, given]));
        const key = keyMaker(ns, category)(tenant, given as never);
        fc.pre(key.data.length <= 1_017);
        const read = parseKey(key.data, [category], ns);
        expect(read).toMatchObject({ tenant, version: key.version });
        expect((read as ParsedKey).parts).toEqual(
          Object.fromEntries(parts.map(({ part, read: out }) => [part.name, out])),
        );
        expect(`${ns.text}:${(read as ParsedKey).text}`).toBe(key.data);
      }),
      { numRuns: 500 },
    );
  });

  it('of any text is an answer, and a key only where it is one', () => {
    const near = fc
      .tuple(fc.nat(offering.length), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([at, noise]) => offering.slice(0, at) + noise + offering.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), near), (any) => {
        const read = parse(any);
        if (typeof read === 'string') return;
        const { category, tenant, parts } = read;
        expect(keyMaker(ns, category)(tenant, parts as never).data).toBe(`${ns.text}:${read.text}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is malformed where no encoding makes such a text', () => {
    const texts = [
      '',
      'cpq',
      'cpq:catalog:acme',
      'cpq:catalog::offering:v42:a',
      `${offering}:`,
      'cpq:catalog:acme:offering:v42:a b',
      'cpq:catalog:acme:offering:v42:%zz',
      'cpq:catalog:acme:offering:v42:%61',
      'cpq:catalog:acme:offering:v42:%c3%a9',
      'cpq:catalog:%E9:offering:v42:a',
      `cpq:catalog:${'x'.repeat(129)}:offering:v42:a`,
      `cpq:catalog:acme:offering:v42:${'x'.repeat(257)}`,
      `cpq:catalog:acme:offering:v42:${'x'.repeat(1_000)}`,
      `lock:{${offering}}`,
      `prod.i7:${offering}`,
    ];
    for (const one of texts) expect(parse(one), one).toBe('malformed');
  });

  it('is of no category where none has its shape', () => {
    const texts = [
      'cpq:catalog:acme:offering:v42',
      'cpq:catalog:acme:offering:42:a',
      'cpq:catalog:acme:offer:v42:a',
      'cpq:catalog:~:offering:v42:a',
      'cpq:pricing:acme:offering:v42:a',
    ];
    for (const one of texts) expect(parse(one), one).toBe('unknown-category');
  });

  it('of another environment, installation or truth epoch is said to be foreign', () => {
    for (const other of ['prod.i-1.1', 'test.i-2.1', 'test.i-1.2'])
      expect(parse(`${other}:${offering}`)).toBe('foreign-namespace');
    expect(parseKey(`prod.i7.3:${offering}`, categories)).toMatchObject({ text: offering });
  });

  it('of two categories with the same words is of the one whose parts fit', () => {
    const byHash = shaped([literal('x'), hashPart('h')]);
    const byVersion = shaped([literal('x'), versionPart('v')]);
    const categoryOf = (part: string) =>
      (parseKey(`cpq:catalog:acme:x:${part}`, [byHash, byVersion], ns) as ParsedKey).category;
    expect(categoryOf('v7')).toBe(byVersion);
    expect(categoryOf('ab'.repeat(32))).toBe(byHash);
  });
});
