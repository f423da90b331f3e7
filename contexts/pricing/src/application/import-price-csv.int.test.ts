import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../adapters/csv-parse-reader.ts';
import { pgPriceListImports } from '../adapters/price-list-imports.pg.ts';
import { pgPriceLists } from '../adapters/price-lists.pg.ts';
import type { PriceList } from '../domain/price-list.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { importPriceList } from './import-price-list.ts';
import { receiveImport } from './receive-import.ts';

const CSV =
  'price,offering,charge,chargeName,chargeType,period,amount\nseat,seat,fee,Fee,recurring,month,20\n';
const priceListId = 'standard-usd';

const listWith = (percent: string) => ({
  ...priceListDocument([unitPrice('seat', '13')]),
  adjustments: [
    {
      id: 'loyal',
      name: 'Loyal customers',
      stage: 'term' as const,
      adjustment: { type: 'percent' as const, value: percent },
    },
  ],
});

describeOnPostgres('a CSV import that others overtake', (engine) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
  });
  afterAll(() => bench.close());

  const importDocument = (percent: string) =>
    bench.pricing.commands.importPriceList(actor, { priceListId, document: listWith(percent) });

  /** While the text is read, the draft gets the next of these adjustments. */
  async function importCsv(meanwhile: string[]) {
    const deps = { database: bench.db, lists: pgPriceLists, imports: pgPriceListImports };
    const sent = { mediaType: 'text/csv', document: Buffer.from(CSV) } as const;
    const importId = await bench.db.withTenant(actor.tenant, 'write', (tx) =>
      receiveImport(deps)(tx, actor, { priceListId, sent }),
    );
    const overtaken = importPriceList({
      ...deps,
      async readCsv(bytes) {
        const percent = meanwhile.shift();
        if (percent !== undefined) await importDocument(percent);
        return readCsv(bytes);
      },
    });
    return overtaken(actor, importId);
  }

  const draft = async (): Promise<PriceList> =>
    bench.db.withTenant(actor.tenant, 'read', async (tx) => {
      const found = await pgPriceLists.findDraft(tx, priceListId);
      return JSON.parse(String(found?.document));
    });

  it('keeps what the draft has at last, not what it had when the text was read', async () => {
    await importDocument('-5');
    await importCsv(['-7']);
    expect(await draft()).toMatchObject({
      prices: [{ id: 'seat', amount: '20' }],
      adjustments: [{ id: 'loyal', adjustment: { value: '-7' } }],
    });
  });

  it('gives up when that happens again and again, and changes nothing', async () => {
    const percents = ['-1', '-2', '-3', '-4', '-6'];
    await expect(importCsv(percents)).rejects.toMatchObject({ code: 'PRICE_LIST_DRAFT_CHANGED' });
    expect(await draft()).toMatchObject({ prices: [{ amount: '13' }], adjustments: [{}] });
  });
});
