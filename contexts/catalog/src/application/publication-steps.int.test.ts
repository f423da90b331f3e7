import { sha256, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { offeringChangeEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import type { PublicationContext, PublicationStep } from '../ports/publication-step.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const SECTION = 'test/rules@1';
/** Neither UTF-8 nor JSON. */
const bytesOf = (text: string) => Buffer.concat([Buffer.from([0xff, 0x00, 0xfe]), Buffer.from(text)]);

interface OutboxTables {
  'platform.outbox': { id: number; type: string; data: { offeringId: string; change: string } };
}

describeOnEachEngine('a step of another context in publications', (engine) => {
  let running: CatalogOverHttp;
  /** As the manager of a tenant of the test's own. */
  let catalog: CatalogOverHttp;
  let tenant: ReturnType<typeof tenantId>;
  let tenants = 0;
  /** What the step does; each test says so. */
  let behaviour: Partial<Pick<PublicationStep, 'check' | 'compile' | 'report'>>;
  beforeAll(async () => {
    const step: PublicationStep = {
      section: SECTION,
      schema: z.strictObject({ id: z.string() }),
      changeEvent: offeringChangeEvent('CompatibilityRuleChanged', 'The text of an offering changed.'),
      check: (...asked) => behaviour.check?.(...asked) ?? [],
      compile: (...asked) => behaviour.compile?.(...asked),
      report: (...asked) => behaviour.report?.(...asked),
    };
    running = await runCatalogOverHttp({ engine, steps: [step] });
  });
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    catalog = running.as({ tenant, subject: 'cato', roles: ['admin'] });
    behaviour = {};
  });
  afterAll(() => running.close());

  const get = async (path: string) => (await catalog.request('GET', path)).json;
  const offerings = (...ids: readonly string[]) => aCatalogDocument(ids.map((id) => anOffering(id)));
  /** Publishes these offerings, each compiled to its text; without text there is no artefact. */
  const published = (texts: Readonly<Record<string, string | undefined>>, name: string) => {
    behaviour = {
      ...behaviour,
      compile: (_, id) => (texts[id] === undefined ? undefined : bytesOf(texts[id])),
    };
    return catalog.publish(aCatalogDocument(Object.keys(texts).map((id) => anOffering(id, { name }))));
  };

  describe('is told', () => {
    it('the tenant, the number that is built and what it compiled for the active version', async () => {
      const seen: unknown[] = [];
      const look = async (context: PublicationContext, when: string) => {
        const before = (await context.previous(SECTION, ['a'])).get('a');
        seen.push([when, context.tenant, context.version, before && String(before)]);
      };
      behaviour = {
        async *check(_, context) {
          await look(context, 'check');
          yield* [];
        },
        async compile(_, id, context) {
          await look(context, 'compile');
          return `${id} in ${context.version}`;
        },
      };
      await catalog.publish(offerings('a'));
      await catalog.publish(offerings('a', 'b'));
      const one = '"a in 1"';
      expect(seen.filter((look) => (look as unknown[])[2] !== undefined)).toEqual([
        ['check', tenant, 1, undefined],
        ['compile', tenant, 1, undefined],
        ['check', tenant, 2, one],
        ['compile', tenant, 2, one],
        ['compile', tenant, 2, one],
      ]);

      seen.length = 0;
      await catalog.request('POST', '/catalog/draft/validate');
      expect(seen).toEqual([['check', tenant, undefined, '"a in 2"']]);
    });

    it('nothing of another subject, another section or another tenant', async () => {
      await published({ a: 'mine' }, 'First');
      catalog = running.as({ tenant: `${tenant}-other`, subject: 'cleo', roles: ['admin'] });
      const seen: unknown[] = [];
      behaviour = {
        async compile(_, __, context) {
          seen.push((await context.previous(SECTION, ['a'])).size);
          return undefined;
        },
      };
      await catalog.publish(offerings('a'));
      catalog = running.as({ tenant, subject: 'cato', roles: ['admin'] });
      behaviour = {
        async compile(_, __, context) {
          seen.push(
            (await context.previous(SECTION, ['b'])).size,
            (await context.previous('test/none@1', ['a'])).size,
          );
          return undefined;
        },
      };
      await catalog.publish(offerings('a'));
      expect(seen).toEqual([0, 0, 0]);
    });
  });

  describe('that compiles to bytes of its own making', () => {
    it('finds them as they were, by hash without reading them', async () => {
      await published({ a: 'one', b: undefined }, 'First');
      const { api } = running.catalog;
      await running.database.db.withTenant(tenant, 'read', async (tx) => {
        const found = await api.findArtefact(tx, 1, SECTION, 'a');
        expect(found?.bytes).toEqual(bytesOf('one'));
        const hash = sha256(bytesOf('one'));
        expect(found?.contentHash).toBe(hash);
        expect(await api.findArtefactHash(tx, 1, SECTION, 'a')).toBe(hash);
        for (const [version, section, id] of [
          [1, SECTION, 'b'],
          [1, 'test/none@1', 'a'],
          [2, SECTION, 'a'],
        ] as const) {
          expect(await api.findArtefactHash(tx, version, section, id)).toBeUndefined();
        }
      });
    });

    it('has no members in a difference: hashes tell the change, and the rest is compared as ever', async () => {
      await published({ a: 'one' }, 'First');
      await published({ a: 'two' }, 'Second');
      const diff = await get('/catalog/versions/2/diff?detail=members');
      expect(diff.truncated).toBe(false);
      expect(diff.changes).toEqual([
        {
          section: 'catalog/offerings@1',
          id: 'a',
          change: 'changed',
          beforeHash: expect.any(String),
          afterHash: expect.any(String),
          members: [{ pointer: '/name', before: 'First', after: 'Second' }],
          truncated: false,
        },
        {
          section: SECTION,
          id: 'a',
          change: 'changed',
          beforeHash: sha256(bytesOf('one')),
          afterHash: sha256(bytesOf('two')),
        },
      ]);
    });

    it.each([
      ['JSON before', '{"a":1}', bytesOf('one')],
      ['JSON after', bytesOf('one'), '{"a":1}'],
      ['text in quotes that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])],
      ['nothing at all', new Uint8Array(), '{"a":1}'],
    ])('has none with %s, either', async (_, before, after) => {
      const forms = [before, after].map((form) => Buffer.from(form));
      behaviour = { compile: () => forms.shift() };
      await catalog.publish(offerings('a'));
      await catalog.publish(aCatalogDocument([anOffering('a', { name: 'Other' })]));
      const [change] = (await get(`/catalog/versions/2/diff?detail=members&section=${SECTION}`)).changes;
      expect(change).toMatchObject({ id: 'a', change: 'changed' });
      expect(change).not.toHaveProperty('members');
    });

    it('leaves histories, exports and lists as they are', async () => {
      await published({ a: 'one' }, 'First');
      await published({ a: 'two' }, 'First, again');
      const history = await get('/product-offerings/a/history');
      expect(history.items.map(({ change }: { change: string }) => change)).toEqual(['changed', 'added']);
      const { sections } = await get('/catalog/exports?catalogVersion=2');
      expect(sections['catalog/offerings@1'].items).toMatchObject([{ id: 'a', name: 'First, again' }]);
      expect((await get('/product-offerings')).items).toMatchObject([{ id: 'a' }]);
    });
  });

  describe('with an event of its own', () => {
    const events = (version: number) =>
      running.database.db.withTenant(tenant, 'read', async (tx) => {
        const rows = await queries<OutboxTables>(tx)
          .selectFrom('platform.outbox')
          .select(['type', 'data'])
          .orderBy('id')
          .execute();
        return rows.filter(({ data }) => (data as { catalogVersion?: number }).catalogVersion === version);
      });
    const told = async (version: number) =>
      (await events(version)).map(({ type, data }) =>
        type === 'CatalogPublished' ? type : `${type} ${data.offeringId} ${data.change}`,
      );

    it('tells each subject whose artefact came, changed or went, beside what the offerings tell', async () => {
      await published({ stays: 'same', goes: 'soon', turns: 'left' }, 'First');
      await published({ stays: 'same', goes: undefined, turns: 'right', comes: 'new' }, 'First');
      expect(await told(2)).toEqual([
        'CatalogPublished',
        'ProductOfferingChanged comes added',
        'CompatibilityRuleChanged comes added',
        'CompatibilityRuleChanged goes removed',
        'CompatibilityRuleChanged turns changed',
      ]);
      expect((await events(2)).find(({ data }) => data.offeringId === 'turns')).toEqual({
        type: 'CompatibilityRuleChanged',
        data: {
          offeringId: 'turns',
          catalogVersion: 2,
          previousVersion: 1,
          change: 'changed',
          beforeHash: sha256(bytesOf('left')),
          afterHash: sha256(bytesOf('right')),
        },
      });
    });

    it('says nothing where only offerings changed', async () => {
      await published({ a: 'same' }, 'First');
      await published({ a: 'same' }, 'Second');
      expect(await told(2)).toEqual(['CatalogPublished', 'ProductOfferingChanged a changed']);
    });
  });

  describe('with something to report', () => {
    it('is heard with the version and by whoever published it, not in lists and events', async () => {
      const asked: unknown[] = [];
      behaviour = {
        report: ({ offerings: { items } }, { version }) => {
          asked.push(version);
          return { compiled: items.length };
        },
      };
      await catalog.finish('/catalog/imports', offerings('a', 'b'));
      const steps = { [SECTION]: { compiled: 2 } };
      expect(await catalog.finish('/catalog/publications')).toMatchObject({ result: { steps } });
      expect(asked).toEqual([1]);
      expect(await get('/catalog/versions/1')).toMatchObject({ offerings: 2, steps });
      expect((await get('/catalog/publications/1')).summary).toMatchObject({ offerings: 2, steps });
      const [listed] = (await get('/catalog/versions')).items;
      expect(listed).toMatchObject({ catalogVersion: 1, offerings: 2, changes: { added: 2 } });
      expect(listed).not.toHaveProperty('steps');
      expect(JSON.stringify(await get('/audit?action=catalog.publish'))).not.toContain('compiled');
    });

    it('changes no answer when it has nothing to say', async () => {
      await catalog.finish('/catalog/imports', offerings('a'));
      expect((await catalog.finish('/catalog/publications')).result).not.toHaveProperty('steps');
      expect(await get('/catalog/versions/1')).not.toHaveProperty('steps');
      expect((await get('/catalog/publications/1')).summary).not.toHaveProperty('steps');
    });

    it('is not asked by a publication that is refused', async () => {
      const asked: unknown[] = [];
      behaviour = {
        check: () => [{ severity: 'error', code: 'VOID', section: SECTION, pointer: '', message: 'void' }],
        report: () => asked.push('report'),
      };
      await catalog.finish('/catalog/imports', offerings('a'));
      expect(await catalog.finish('/catalog/publications')).toMatchObject({ state: 'failed' });
      expect(asked).toEqual([]);
    });

    it('is left out above a mebibyte, and the publication warns of it', async () => {
      behaviour = { report: () => 'x'.repeat(1_048_576) };
      await catalog.finish('/catalog/imports', offerings('a'));
      const { result } = await catalog.finish('/catalog/publications');
      expect(result).not.toHaveProperty('steps');
      const { report } = await get('/catalog/publications/1');
      expect(report.findings).toContainEqual(
        expect.objectContaining({ severity: 'warning', code: 'REPORT_TOO_LARGE', section: SECTION }),
      );
    });
  });

  it('may warn of hundreds of things: all are counted, the first hundred are listed', async () => {
    behaviour = {
      check: () =>
        Array.from({ length: 750 }, (_, index): Finding => {
          const place = { section: SECTION, pointer: `/items/${index}` };
          return { severity: 'warning', code: 'DEAD', ...place, message: 'can never be chosen' };
        }),
    };
    await catalog.finish('/catalog/imports', offerings('a'));
    const before = (await catalog.request('POST', '/catalog/draft/validate')).json;
    expect(before).toMatchObject({ errors: 0, truncated: true });
    const { result } = await catalog.finish('/catalog/publications');
    const { report } = await get('/catalog/publications/1');
    expect(report).toMatchObject({ errors: 0, truncated: true });
    expect([before.warnings, (result as { warnings: number }).warnings, report.warnings]).toEqual([
      750, 750, 750,
    ]);
    expect(report.findings).toHaveLength(100);
  });
});
