import { hash } from 'node:crypto';
import { absent } from '@quotewright/acceleration';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Promotion } from '../domain/promotion.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import { actor } from '../testing/pricing-workbench.ts';
import { aPromotion, type PromotionEntry } from '../testing/promotion-documents.ts';
import { openPromotionNodes, type PromotionNodes } from '../testing/promotion-nodes.ts';
import { automaticPromotionsCategory, promotionsOfCodeCategory } from './rule-set-categories.ts';
import { pgRuleSets } from './rule-sets.pg.ts';

const { code: _, ...AUTOMATIC } = aPromotion({ id: 'z-first' });
/** Of one code there are two, and one that applies by itself stands between them. */
const SET: readonly PromotionEntry[] = [
  aPromotion({ id: 'vip-now', code: 'VIP', validity: { until: '2027-01-01' } }),
  AUTOMATIC,
  aPromotion({ id: 'vip-later', code: 'VIP', validity: { from: '2027-01-01' } }),
  aPromotion({ id: 'spring' }),
];

describeOnEachEngine('promotions from copies', (engine) => {
  let nodes: PromotionNodes;
  let here: PromotionNodes['here'];
  let there: PromotionNodes['there'];
  beforeAll(async () => {
    nodes = await openPromotionNodes(engine);
    ({ here, there } = nodes);
  });
  afterAll(() => nodes.close());

  const tables = { ruleSets: pgRuleSets };
  type Asked = { readonly ruleSets: RuleSets };
  const active = (node: Asked, codes: readonly string[]) =>
    nodes.inTx('read', (tx) => node.ruleSets.active(tx, null, codes));
  const pinned = (
    node: Asked,
    promotions: number,
    promotionCodes: readonly string[],
    access: 'read' | 'write' = 'read',
  ) =>
    nodes.inTx(access, (tx) =>
      node.ruleSets.pinned(tx, { accountId: null, contractPrices: null, promotions, promotionCodes }),
    );
  const idsOf = async (found: ReturnType<typeof active> | ReturnType<typeof pinned>) =>
    (await found).promotions?.content.promotions.map(({ id }) => id);

  it('are none as long as nothing has been published, which is remembered, too', async () => {
    expect(await active(here, ['VIP'])).toEqual({});
    expect(await nodes.connectionsOf(() => active(here, ['VIP']))).toBe(0);
  });

  it('are those of the codes and those that need none, as the tables have them', async () => {
    const version = await nodes.publish(...SET);
    expect(await idsOf(active(tables, ['SPRING', 'VIP']))).toEqual([
      'vip-now',
      'z-first',
      'vip-later',
      'spring',
    ]);
    for (const codes of [[], ['VIP'], ['SPRING', 'VIP'], ['GUESS'], ['SPRING', 'GUESS', 'VIP']]) {
      for (let read = 1; read <= 3; read++) {
        expect(await active(here, codes)).toEqual(await active(tables, codes));
        expect(await pinned(there, version, codes)).toEqual(await pinned(tables, version, codes));
      }
    }
  });

  it('are read once for all codes of a price, and then no more, whether there are such codes or not', async () => {
    const version = await nodes.publish(...SET);
    const codes = ['SPRING', 'VIP', ...Array.from({ length: 18 }, (_, at) => `GUESS-${at}`)];
    const read = () => pinned(here, version, codes);
    expect(await nodes.connectionsOf(read)).toBe(1);
    expect(await nodes.connectionsOf(read)).toBe(0);
    expect(await idsOf(read())).toEqual(['vip-now', 'z-first', 'vip-later', 'spring']);
  });

  it('of a code that nobody had are seen at once when they are published', async () => {
    await nodes.publish(...SET);
    for (let read = 1; read <= 3; read++) {
      for (const node of [here, there]) expect(await idsOf(active(node, ['NEW']))).toEqual(['z-first']);
    }
    await nodes.publish(...SET, aPromotion({ id: 'new' }));
    expect(await idsOf(active(here, ['NEW']))).toEqual(['z-first', 'new']);
    await expect.poll(() => idsOf(active(there, ['NEW']))).toEqual(['z-first', 'new']);
  });

  it('of a version that is not published yet are not denied', async () => {
    const version = (await nodes.publish(...SET)) + 1;
    for (let read = 1; read <= 2; read++) expect(await pinned(here, version, ['VIP'])).toEqual({});
    await nodes.publish(...SET);
    expect(await idsOf(pinned(here, version, ['VIP']))).toEqual(['vip-now', 'z-first', 'vip-later']);
  });

  it('that somebody has forged mislead a simulation at most, never a command', async () => {
    const version = await nodes.publish(...SET);
    const { promotions: published } = await pinned(tables, version, []);
    const promotion = published?.content.promotions[0] as Promotion;
    const gift = { place: 0, promotion: { ...promotion, id: 'gift' } };
    const codes = here.caches.cache(promotionsOfCodeCategory);
    const automatic = here.caches.cache(automaticPromotionsCategory);
    await codes.get(codes.key(actor.tenant, { version, code: 'GIFT' }), async () => [gift]);
    await automatic.get(automatic.key(actor.tenant, { version }), async () => [gift]);
    expect(await idsOf(pinned(here, version, ['GIFT']))).toEqual(['gift', 'gift']);
    expect(await idsOf(pinned(here, version, ['GIFT'], 'write'))).toEqual(['z-first']);
  });

  it('have keys of tenant and version, with the hash of a code and never the code', () => {
    const keys = [
      here.caches.cache(automaticPromotionsCategory).key('acme', { version: 3 }),
      here.caches.cache(promotionsOfCodeCategory).key('acme', { version: 3, code: 'VIP' }),
    ];
    expect(keys.map(({ data }) => data)).toEqual([
      'test.i-1.1:cpq:pricing:acme:promotions:v3',
      `test.i-1.1:cpq:pricing:acme:promotion:v3:${hash('sha256', 'VIP', 'base64url')}`,
    ]);
  });

  it('are reconciled: an entry that says "there is none" of a code that there is, is found', async () => {
    const version = await nodes.publish(...SET);
    await pinned(here, version, ['VIP', 'GUESS']);
    const found = async () => (await nodes.reconciled()).filter(([key]) => key.includes(`:v${version}`));
    expect(await found()).toEqual([]);
    const codes = here.caches.cache(promotionsOfCodeCategory);
    await codes.get(codes.key(actor.tenant, { version, code: 'SPRING' }), async () => absent);
    expect(await found()).toEqual([
      [`promotion:v${version}:${hash('sha256', 'SPRING', 'base64url')}`, 'hides'],
    ]);
  });
});
