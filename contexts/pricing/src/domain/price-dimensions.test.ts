import { contentHash } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import type { PriceConditions } from './price-conditions.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';

interface Sale {
  readonly input?: Partial<PriceInput>;
  readonly line?: Partial<PriceInputLine>;
}

interface Dimension {
  readonly conditions: PriceConditions;
  readonly ours: Sale;
  readonly theirs: Sale;
}

/** What a price can depend on, and two sales that differ in nothing else. A new condition without a row does not compile. */
const DIMENSIONS: { readonly [Condition in keyof Required<PriceConditions>]: Dimension } = {
  characteristics: {
    conditions: { characteristics: [{ id: 'region', of: 'line', values: ['r1'] }] },
    ours: { line: { characteristics: { region: ['r1'] } } },
    theirs: { line: { characteristics: { region: ['r2'] } } },
  },
  quantity: {
    conditions: { quantity: { max: '9' } },
    ours: { line: { quantity: '9' } },
    theirs: { line: { quantity: '10' } },
  },
  termMonths: {
    conditions: { termMonths: [24] },
    ours: { line: { termMonths: 24 } },
    theirs: { line: { termMonths: 12 } },
  },
  markets: dimension({ markets: ['EU'] }, { market: 'EU' }, { market: 'US' }),
  channels: dimension({ channels: ['web'] }, { channel: 'web' }, { channel: 'direct' }),
  segments: dimension({ segments: ['smb'] }, { customerSegment: 'smb' }, { customerSegment: 'enterprise' }),
  customerTypes: dimension(
    { customerTypes: ['business'] },
    { customerType: 'business' },
    { customerType: 'consumer' },
  ),
  accountTypes: dimension({ accountTypes: ['customer'] }, { accountType: 'customer' }, { accountType: null }),
  partners: dimension({ partners: ['globex'] }, { partner: 'globex' }, { partner: 'initech' }),
  places: dimension({ places: ['berlin'] }, { place: 'berlin' }, { place: 'paris' }),
};

function dimension(
  conditions: PriceConditions,
  ours: Partial<PriceInput>,
  theirs: Partial<PriceInput>,
): Dimension {
  return { conditions, ours: { input: ours }, theirs: { input: theirs } };
}

const inputOf = ({ input, line }: Sale) =>
  aPriceInput({ ...input, lines: [aPriceInputLine({ offeringId: 'seat', ...line })] });

describe('a price for some customers only', () => {
  const [LIST, DEAL] = [unitPrice('seat', '10'), unitPrice('seat', '5')];
  const unitPriceOf = (sale: Sale, facts: ReturnType<typeof factsOf>) =>
    resultOf(inputOf(sale), facts).lines[0]?.charges[0]?.unitPrice.amount;

  it.each(Object.entries(DIMENSIONS))(
    "complaint: a wrong customer's price through a missing dimension: %s tells customers apart",
    (_name, { conditions, ours, theirs }) => {
      const facts = factsOf([LIST, { ...DEAL, id: 'deal', priority: 1, conditions } as typeof DEAL]);
      expect([unitPriceOf(ours, facts), unitPriceOf(theirs, facts)]).toEqual(['5.00', '10.00']);
      expect(contentHash(inputOf(ours))).not.toBe(contentHash(inputOf(theirs)));
    },
  );
});
