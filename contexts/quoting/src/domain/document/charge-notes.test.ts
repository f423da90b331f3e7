import type { ExplanationStep, PricedCharge } from '@quotewright/pricing';
import { describe, expect, it } from 'vitest';
import { chargeNotes } from './charge-notes.ts';

type Said = Partial<ExplanationStep>;

function notes(steps: readonly Said[], more: Partial<PricedCharge> = {}): readonly string[] {
  const eur = { amount: '0.00', currency: 'EUR' };
  return chargeNotes({
    chargeId: 'fee',
    name: 'Fee',
    type: 'recurring',
    quantity: '1',
    unit: 'user',
    unitPrice: eur,
    per: '1',
    amount: eur,
    explanation: steps.map((step, index) => ({
      seq: index + 1,
      stage: 'list',
      ruleId: 'rule-1',
      ruleVersion: 1,
      reasonCode: 'LIST_PRICE',
      input: {},
      before: '0',
      adjustment: { type: 'set', value: '0' },
      after: '0',
      ...step,
    })),
    ...more,
  });
}

const list: Said = { after: '1000' };
const term: Said = {
  stage: 'term',
  input: { name: '24 months' },
  before: '1000',
  adjustment: { type: 'multiply', value: '0.95' },
  after: '950',
};
const rounding: Said = { stage: 'rounding', reasonCode: 'ROUND_HALF_UP', before: '950', after: '950.00' };

describe('the explanation of a charge in short', () => {
  it('names each step that changed the amount, in order, and leaves out what is not for the customer', () => {
    const manual: Said = {
      stage: 'manual',
      input: { reason: 'strategic' },
      before: '950',
      adjustment: { type: 'multiply', value: '0.8' },
      after: '760',
    };
    const margin: Said = {
      ...manual,
      stage: 'channel',
      input: { name: 'Margin' },
      before: '760',
      after: '700',
    };
    expect(notes([list, term, manual, margin, rounding])).toEqual([
      'list price 1,000.00 · 24 months −5 % · individual terms −20 %',
    ]);
  });

  it('is not given where the list price stands as it is', () => {
    expect(notes([list, rounding])).toEqual([]);
  });

  it('leaves out what was passed over, and what changed nothing', () => {
    const skipped = { ...term, skipped: 'does not combine with another' };
    const nothing = { ...term, after: '1000' };
    expect(notes([list, skipped, nothing])).toEqual([]);
  });

  it('says which floor or ceiling held', () => {
    const floor: Said = { reasonCode: 'FLOOR_APPLIED', before: '1000', after: '1200' };
    expect(notes([list, floor])).toEqual(['list price 1,000.00 · at least 1,200.00']);
  });

  it('says of tiers the one reached, and how a quantity is cut at them', () => {
    const volume: Said = { stage: 'tier', reasonCode: 'TIER_REACHED', before: '1000', after: '900' };
    const tenPercent: Said = { ...term, before: '900', after: '810', input: { name: 'Loyalty' } };
    expect(notes([list, volume])).toEqual([]);
    expect(notes([list, volume, tenPercent])).toEqual(['list price 900.00 · Loyalty −10 %']);
    const floor: Said = { ...volume, reasonCode: 'FLOOR_APPLIED', before: '900', after: '950' };
    expect(notes([list, volume, floor])).toEqual(['list price 900.00 · at least 950.00']);
    const slices = [
      { quantity: '10000', unitPrice: '0.05', amount: '500' },
      { quantity: '4500', unitPrice: '0.04', amount: '180' },
    ];
    const graduated: Said = { ...volume, reasonCode: 'GRADUATED_TIERS', input: { slices }, after: '680' };
    expect(notes([list, graduated])).toEqual(['10,000 at 0.05, 4,500 at 0.04 · list price 680.00']);
  });

  it('says of a ramp what its first phase is of the whole', () => {
    const ramp: Said = { ...term, reasonCode: 'RAMP_PHASE', input: {}, after: '500' };
    expect(notes([list, ramp])).toEqual(['list price 1,000.00 · ramp −50 %']);
  });

  it('says the contract price that stands instead of the list price', () => {
    const contract: Said = { stage: 'contract', before: '1000', after: '900' };
    expect(notes([list, contract])).toEqual(['list price 1,000.00 · contract price 900.00']);
  });

  it('knows a promotion by its code, its name, or else its id', () => {
    const promotion = (input: ExplanationStep['input']): Said => ({ ...term, stage: 'promotion', input });
    expect(notes([list, promotion({ code: 'SPRING26', name: 'Spring' })])[0]).toContain(
      'promotion SPRING26 −5 %',
    );
    expect(notes([list, promotion({ name: 'Spring' })])[0]).toContain('promotion Spring −5 %');
    expect(notes([list, promotion({})])[0]).toContain('promotion rule-1 −5 %');
  });

  it('says amounts that were added with their sign, and shares that are no whole percent', () => {
    const added: Said = { ...term, adjustment: { type: 'add', value: '50' }, after: '1050' };
    const third: Said = { ...term, after: '666.666666666666666666' };
    expect(notes([list, added])[0]).toContain('24 months +50.00');
    expect(notes([list, third])[0]).toContain('24 months −33.33 %');
  });

  it('goes on with the later phases and the first period', () => {
    const amount = { amount: '1500.00', currency: 'EUR' };
    const phases = [{ fromMonth: 7, amount, explanation: [] }];
    const firstPeriod = { from: '2026-12-15', until: '2027-01-01', days: 17, ofDays: 31, amount };
    expect(notes([list], { phases, firstPeriod })).toEqual([
      'from month 7: 1,500.00',
      'first period from 2026-12-15, 17 of 31 days: 1,500.00',
    ]);
  });
});
