import { aCategory } from '@quotewright/acceleration/testing';
import { describe, expect, it } from 'vitest';
import type { Proof, ProofFamily } from './proof.ts';
import { type ProofSources, proofGaps } from './proof-gaps.ts';

const FILE = 'contexts/shop/src/adapters/copies.int.test.ts';
const PAGE = 'store-unavailable';

const category = aCategory({ runbook: PAGE });
const other = aCategory({ name: 'cpq.other', runbook: PAGE });
const own: Proof = { file: FILE, title: 'are kept', of: { [category.name]: 'cpq:shop:acme' } };

function gaps({
  proofs = [own],
  family = {},
  source = "it('are kept', () => expect(key).toBe('cpq:shop:acme'));",
  ...more
}: Partial<ProofSources> & {
  readonly proofs?: readonly Proof[];
  readonly family?: Partial<ProofFamily>;
  readonly source?: string;
} = {}) {
  return proofGaps({
    categories: [category],
    families: [{ id: 'copies', title: 'Copies', means: '', byMechanism: false, proofs, ...family }],
    read: (file) => (file === FILE || file.startsWith('packages/') ? source : undefined),
    rehearsedPages: [PAGE],
    pages: [PAGE],
    ...more,
  });
}

describe('the gaps of the map of proofs', () => {
  it('are none where each category has a proof of each family and a page that is typed', () => {
    expect(gaps()).toEqual([]);
  });

  it('are a category without a proof of a family, unless it owes none', () => {
    const categories = [category, other];
    expect(gaps({ categories })).toEqual(['cpq.other has no proof of the family copies']);
    const exempt = ({ name }: { readonly name: string }) =>
      name === 'cpq.other' ? 'it is never kept' : undefined;
    expect(gaps({ categories, family: { exempt } })).toEqual([]);
  });

  it('are a family that has proofs of the mechanism alone, unless these are enough', () => {
    const proofs: Proof[] = [
      { file: 'packages/acceleration/src/a.test.ts', title: 'are kept', of: 'the mechanism' },
    ];
    expect(gaps({ proofs })).toEqual([`${category.name} has no proof of the family copies`]);
    expect(gaps({ proofs, family: { byMechanism: true } })).toEqual([]);
  });

  it('are a test of the mechanism outside of the packages, and one of every category that does not go through them', () => {
    expect(gaps({ proofs: [own, { ...own, of: 'the mechanism' }] })).toEqual([
      `copies: ${FILE} is no test of the mechanism`,
    ]);
    expect(gaps({ proofs: [{ ...own, of: 'every category' }] })).toEqual([
      `copies: ${FILE} does not go through all categories`,
    ]);
  });

  it('are a file that is not there, and a text of the category that is not in it', () => {
    expect(gaps({ proofs: [{ ...own, file: 'gone.test.ts' }] })).toEqual([
      'copies: gone.test.ts is not there',
    ]);
    expect(gaps({ source: "it('are kept', () => {});" })).toEqual([
      `copies: ${FILE} has nothing of ${category.name}: "cpq:shop:acme" is not in it`,
    ]);
  });

  it('are a proof of a category that does not exist', () => {
    expect(gaps({ proofs: [own, { ...own, of: { 'cpq.gone': 'cpq:shop:acme' } }] })).toEqual([
      `copies: ${FILE} proves cpq.gone, which is no category`,
    ]);
  });

  it('are a page that is not there, and one that no test types', () => {
    expect(gaps({ pages: [] })).toEqual([`${category.name} has no page docs/runbook/${PAGE}.md`]);
    expect(gaps({ pages: [PAGE, 'forgotten'] })).toEqual(['docs/runbook/forgotten.md is typed by no test']);
  });

  const key = '// cpq:shop:acme\n';
  it.each([
    ['a plain test', `${key}it('are kept', () => {});`],
    ['a table of tests', `${key}it.each([\n  ['a', (1 + 2)],\n])('are kept', () => {});`],
    ['a test on a condition', `${key}it.skipIf(isOff()).each(rows)(\n  'are kept',\n  () => {},\n);`],
    ['a title in other quotes', `${key}it(\`are kept\`, () => {});`],
  ])('are none for %s', (_what, source) => {
    expect(gaps({ source })).toEqual([]);
  });

  it.each([
    ['another title', `${key}it('are not kept', () => {});`],
    ['a text that is no title', `${key}expect('are kept').toBe(1);`],
    ['a suite', `${key}describe('are kept', () => {});`],
    ['a comment', `${key}// it('are kept', () => {});`],
    ['a test that is skipped', `${key}it.skip('are kept', () => {});`],
    ['a test that is still to be written', `${key}it.todo('are kept');`],
  ])('are a test that is not there: %s', (_what, source) => {
    expect(gaps({ source })).toEqual([`copies: ${FILE} has no test "are kept"`]);
  });
});
