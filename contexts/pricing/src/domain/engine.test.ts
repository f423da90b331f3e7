import { contentHash } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { priceListDocument, tieredTokenPrices, unitPrice, volumePrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf } from '../testing/pricing-facts.ts';
import { readPriceList } from '../testing/read-price-list.ts';
import { engineOf } from './engine.ts';

const PRICES = [
  ...tieredTokenPrices('claude-2', '200000', { input: ['8', '11.02'], output: ['24', '32.68'] }),
  { ...unitPrice('seat', '12.345'), validity: { until: '2026-01-01' } },
  { ...unitPrice('seat', '13.333'), id: 'seat:fee-2', validity: { from: '2026-01-01' } },
  unitPrice('seat', '99', { id: 'setup', name: 'Set-up', type: 'oneTime' }),
  volumePrice('storage', [
    { amount: '3' },
    { above: '10', amount: '2.5' },
    { above: '100', amount: '2.125' },
  ]),
];

const INPUT = aPriceInput({
  engineVersion: '1',
  lines: [
    aPriceInputLine({ id: 'a', usage: { input: '150000', output: '60000' } }),
    aPriceInputLine({ id: 'b', offeringId: 'seat', quantity: '7' }),
    aPriceInputLine({ id: 'c', offeringId: 'storage', quantity: '11' }),
  ],
});

// Both were computed by the release that had engine 1 only. They never change.
const PRICE_HASH_OF_ENGINE_1 = '27110ec6ffbcc6254f28e2d8188f1b240074f7cce619c7de5feb0c311cbd0770';
const LIST_HASH_OF_ENGINE_1 = '244211fec885dddbb18d9afd796701116ab9f2c432c2183f735eeb42f2cd9874';

describe('the price engine', () => {
  it('gives inputs of engine 1 the bytes they have always had', () => {
    const calculation = engineOf(INPUT)(INPUT, factsOf(PRICES));
    expect(calculation.ok && contentHash(calculation.result)).toBe(PRICE_HASH_OF_ENGINE_1);
  });

  it('keeps the hash of a price list that uses nothing new', () => {
    const read = readPriceList(priceListDocument(PRICES));
    expect(read.ok && contentHash(read.list)).toBe(LIST_HASH_OF_ENGINE_1);
  });

  it('refuses an engine that this release does not have', () => {
    expect(() => engineOf({ ...INPUT, engineVersion: '3' })).toThrow('no price engine "3"');
  });
});
