import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTRACT_PRICES_FORMAT } from './contract-price.ts';
import { DISCOUNT_POLICY_FORMAT } from './discount-policy.ts';
import { PROMOTIONS_FORMAT } from './promotion.ts';
import { ruleSetReaders } from './read-rule-set.ts';
import type { RuleSetKind } from './rule-set.ts';

const FORMATS: readonly (readonly [kind: RuleSetKind, format: string])[] = [
  ['contractPrices', CONTRACT_PRICES_FORMAT],
  ['promotions', PROMOTIONS_FORMAT],
  ['discountPolicy', DISCOUNT_POLICY_FORMAT],
];

describe.each(FORMATS)('a document of %s', (kind, format) => {
  const { read } = ruleSetReaders[kind];

  it('is as the README shows it', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const examples = [...readme.matchAll(/```json\n([^`]*)```/g)].map(([, text = '']) => JSON.parse(text));
    const example = examples.find((document) => document.format === format);
    expect(read(example)).toMatchObject({ ok: true });
  });

  it.each([[null], [[]], ['text'], [1], [{}], [{ format }]])('is not %j', (raw) => {
    expect(read(raw)).toMatchObject({ ok: false });
  });

  it('is not one of another kind', () => {
    for (const [other, otherFormat] of FORMATS) {
      const items = { promotions: [], prices: [], rules: [] };
      const member = { contractPrices: 'prices', promotions: 'promotions', discountPolicy: 'rules' } as const;
      const document = { format: otherFormat, [member[other]]: items[member[other]] };
      expect(read(document).ok).toBe(other === kind);
    }
  });
});
