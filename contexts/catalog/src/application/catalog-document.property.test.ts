import { decimal, decimalText, sha256 } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../adapters/read-yaml.ts';
import { catalogDocument } from '../domain/catalog-document.ts';
import { findingCollector } from '../domain/finding.ts';
import { readJson } from '../domain/read-json.ts';
import { type SectionContent, type SectionItem, sectionContent } from '../domain/section.ts';
import { yamlText } from '../domain/yaml-text.ts';
import { catalogSteps } from './catalog-steps.ts';
import { readCatalogDocument } from './read-catalog-document.ts';
import { sectionRegistry } from './section-registry.ts';

const registry = sectionRegistry(catalogSteps);

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/);
const name = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => !/[\p{Cc}\u2028\u2029]/u.test(text))
  .map((text) => `n${text}`);
const fact = fc.oneof(name, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const attributes = fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,8}$/), fact, { maxKeys: 4 });
const optional: { requiredKeys: ('id' | 'name')[] } = { requiredKeys: ['id', 'name'] };

const category = fc.record({ id, name, parentId: id }, optional);
const characteristic = fc.record({
  id,
  name,
  type: fc.constant('decimal'),
  range: fc.record({ min: fc.integer({ max: 0 }).map((low) => decimalText(decimal(String(low)))) }),
});
const specification = fc.record(
  {
    id,
    name,
    description: name,
    characteristics: fc.uniqueArray(characteristic, { selector: (one) => one.id, maxLength: 3 }),
    attributes,
  },
  optional,
);
const offering = fc.record(
  {
    id,
    name,
    specificationId: id,
    lifecycle: fc.constantFrom('inDesign', 'active', 'obsolete'),
    validity: fc.constantFrom({}, { from: '2026-03-01' }, { from: '2026-03-01', until: '2027-03-01' }),
    markets: fc.uniqueArray(id, { maxLength: 3 }),
    unit: fc.record({ name, fractions: fc.boolean() }),
    attributes,
  },
  { requiredKeys: ['id', 'name', 'specificationId', 'lifecycle'] },
);
const items = <Item extends SectionItem>(item: fc.Arbitrary<Item>) =>
  fc.record({ items: fc.uniqueArray(item, { selector: (one) => one.id, maxLength: 6 }) });
const sections = fc.record(
  {
    'catalog/categories@1': items(category),
    'catalog/specifications@1': items(specification),
    'catalog/offerings@1': items(offering),
  },
  { requiredKeys: ['catalog/offerings@1'] },
);

function valueOf(text: string): unknown {
  const reading = text.startsWith('{') ? readJson(text) : readYaml(text);
  expect(reading).not.toHaveProperty('problems');
  return 'document' in reading ? reading.document.value : undefined;
}

async function imported(text: string): Promise<readonly SectionContent[]> {
  const findings = findingCollector();
  const read = await readCatalogDocument(registry, valueOf(text), findings, {});
  expect(findings.report().findings).toEqual([]);
  return [...read].map(([section, parsed]) => sectionContent(section, parsed.items));
}

describe('a catalog document', () => {
  it('that was exported imports to the same content, and exports as the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(sections, async (document) => {
        const first = await imported(JSON.stringify({ format: 'quotewright/catalog@1', sections: document }));
        const exported = catalogDocument(first);
        const second = await imported(exported.toString('utf8'));
        const asYaml = await imported(yamlText(JSON.parse(exported.toString('utf8'))));
        const hashes = (contents: readonly SectionContent[]) =>
          new Map(contents.map(({ section, contentHash }) => [section, contentHash]));
        expect(hashes(second)).toEqual(hashes(first));
        expect(hashes(asYaml)).toEqual(hashes(first));
        expect(sha256(catalogDocument(second))).toBe(sha256(exported));
      }),
    );
  });

  it('has one content in whatever order it was written down', async () => {
    await fc.assert(
      fc.asyncProperty(sections, async (document) => {
        const reversed = Object.fromEntries(
          Object.entries(document)
            .toReversed()
            .map(([section, { items: written }]) => [section, { items: written.toReversed() }]),
        );
        const text = (of: object) =>
          JSON.stringify({ sections: of, format: 'quotewright/catalog@1' }, null, 2);
        expect(catalogDocument(await imported(text(reversed)))).toEqual(
          catalogDocument(await imported(text(document))),
        );
      }),
    );
  });
});
