import { runCatalogOverHttp } from '@quotewright/catalog/testing';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { importCatalogDocument } from './catalog-import.ts';
import { mergedIntoDraft } from './merged-into-draft.ts';
import { conversionOf } from './uvl-conversion.ts';

/** Takes the section as it is: what rules mean is not asked here. */
const RULES_AS_THEY_ARE = {
  section: 'configuration/rules@1',
  schema: z.looseObject({ id: z.string() }),
  check: () => [],
  compile: () => undefined,
};

const OTHERS = {
  format: 'quotewright/catalog@1',
  sections: {
    'catalog/specifications@1': { items: [{ id: 'cable', name: 'Cable' }] },
    'catalog/offerings@1': {
      items: [{ id: 'cable-1', name: 'Cable 1 m', specificationId: 'cable', lifecycle: 'active' }],
    },
  },
};

describeOnPostgres('a model in UVL, imported', (engine) => {
  it('joins the draft, is published with it, and changes nothing when it is imported again', async () => {
    const http = await runCatalogOverHttp({ engine, steps: [RULES_AS_THEY_ARE] });
    try {
      const { commands } = http.catalog;
      const actor = systemPrincipal(tenantId('acme'), 'test');
      const work = { tenant: actor.tenant, actor };
      await commands.importCatalog(work, Buffer.from(JSON.stringify(OTHERS)));
      const importModel = async (text: string, publish: boolean) => {
        const { document } = conversionOf('car.uvl', text, {});
        const bytes = mergedIntoDraft(await commands.exportCatalog(work.tenant), document);
        return importCatalogDocument(commands, work, { bytes, publish });
      };
      const car =
        'features\n car\n  alternative\n   red\n   blue\n  optional\n   roof\nconstraints\n roof => red';
      expect(await importModel(car, true)).toContain('published as version 1');
      const draft = await commands.exportCatalog(work.tenant);
      expect(await importModel(car, false)).toContain('The catalog is the draft');
      expect((await commands.exportCatalog(work.tenant)).equals(draft)).toBe(true);

      const offerings = await http.request('GET', '/product-offerings');
      expect(offerings.json.items.map(({ id }: { id: string }) => id)).toEqual(['cable-1', 'car']);
    } finally {
      await http.close();
    }
  });
});
