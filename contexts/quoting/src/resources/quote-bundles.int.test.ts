import { describeOnEachEngine, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CUSTOMER, type RunningQuoting, runQuoting } from '../testing/index.ts';

interface Item {
  readonly id: string;
  readonly parentId?: string;
  readonly offeringId: string;
  readonly quantity: string;
}

const region = { region: ['r1'] };
const branch = {
  offeringId: 'branch',
  termMonths: 24,
  startDate: '2026-04-15',
  children: [
    { offeringId: 'seat', quantity: '35.0' },
    { offeringId: 'site', characteristics: region, children: [{ offeringId: 'appliance' }] },
  ],
};

describeOnEachEngine('bundles on quotes', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  const open = (body: object) =>
    running.quotes.send('POST', '/quotes', { body: { accountId: CUSTOMER, ...body } });
  const itemsOf = (answer: TestAnswer): readonly Item[] => answer.json.items;
  const idOf = (answer: TestAnswer, offeringId: string) =>
    itemsOf(answer).find((item) => item.offeringId === offeringId)?.id as string;
  /** Offerings with that of their parent, in order. */
  const structure = (answer: TestAnswer) =>
    itemsOf(answer).map(({ offeringId, parentId }) => {
      const parent = itemsOf(answer).find(({ id }) => id === parentId);
      return parent === undefined ? offeringId : `${parent.offeringId}/${offeringId}`;
    });
  const places = (answer: TestAnswer) =>
    answer.json.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);

  it('are sent nested and answered flat, each part behind its parent, which it names', async () => {
    const opened = await open({ items: [branch, { offeringId: 'gigabyte', quantity: '0.5' }] });
    expect(opened.status, opened.text).toBe(201);
    expect(structure(opened)).toEqual(['branch', 'branch/seat', 'branch/site', 'site/appliance', 'gigabyte']);
    expect(itemsOf(opened)[0]).toMatchObject({ termMonths: 24, startDate: '2026-04-15', quantity: '1' });
    expect(itemsOf(opened)[1]).toMatchObject({ quantity: '35' });
    expect(itemsOf(opened)[2]).toMatchObject({ characteristics: region });
    for (const item of itemsOf(opened)) expect(item).not.toHaveProperty('children');
    expect((await running.quotes.read(opened)).json).toEqual(opened.json);
  });

  it('grow: what is added below an item stands behind its other parts', async () => {
    const opened = await open({ items: [branch, { offeringId: 'gigabyte' }] });
    const parentId = idOf(opened, 'branch');
    const site = { offeringId: 'site', characteristics: { region: ['r2'] }, parentId };
    const children = [{ offeringId: 'appliance', quantity: '2' }];
    const added = await running.quotes.command(opened, 'items', { body: { ...site, children } });
    expect(added.status, added.text).toBe(201);
    expect(structure(added)).toEqual([
      'branch',
      'branch/seat',
      'branch/site',
      'site/appliance',
      'branch/site',
      'site/appliance',
      'gigabyte',
    ]);
    expect(added.headers['location']).toBe(`/api/v1/quotes/${opened.json.id}/items/${itemsOf(added)[4]?.id}`);
  });

  it('lose an item with all that is part of it', async () => {
    const opened = await open({ items: [branch, { offeringId: 'gigabyte' }] });
    const smaller = await running.quotes.change('DELETE', opened, `items/${idOf(opened, 'site')}`);
    expect(structure(smaller)).toEqual(['branch', 'branch/seat', 'gigabyte']);
    const gone = await running.quotes.change('DELETE', smaller, `items/${idOf(opened, 'branch')}`);
    expect(structure(gone)).toEqual(['gigabyte']);
    const [entry] = (await running.quotes.read(gone, '/history')).json.items;
    expect(entry.detail).toMatchObject({ removed: idOf(opened, 'branch'), items: 2 });
  });

  it('change item by item, and null takes off what was given', async () => {
    const opened = await open({ items: [branch] });
    const manualAdjustments = [
      { chargeId: 'fee', adjustment: { type: 'percent', value: '-5.0' }, reason: 'x' },
    ];
    const path = `items/${idOf(opened, 'branch')}`;
    const characteristics = { b: ['2', '1'], a: [true] };
    const changed = await running.quotes.change('PATCH', opened, path, {
      body: { characteristics, manualAdjustments, termMonths: 36 },
    });
    expect(itemsOf(changed)[0]).toEqual({
      ...itemsOf(opened)[0],
      characteristics: { a: [true], b: ['1', '2'] },
      manualAdjustments: [{ ...manualAdjustments[0], adjustment: { type: 'percent', value: '-5' } }],
      termMonths: 36,
    });
    const nothing = { characteristics: null, manualAdjustments: null, termMonths: null, startDate: null };
    const bare = await running.quotes.change('PATCH', changed, path, { body: nothing });
    expect(itemsOf(bare)[0]).toEqual({
      id: idOf(opened, 'branch'),
      offeringId: 'branch',
      quantity: '1',
      usage: {},
    });
  });

  it('keep their structure in clones, with ids of their own, and in the next revision', async () => {
    const head = { promotionCodes: ['spring26'], partner: 'p-1', place: 'berlin' };
    const presented = await running.quotes.quoteIn('presented', { items: [branch], ...head });
    const clone = await running.quotes.command(presented, 'clone');
    expect(structure(clone)).toEqual(structure(presented));
    const originals = itemsOf(presented).map(({ id }) => id);
    expect(itemsOf(clone).filter(({ id }) => originals.includes(id))).toEqual([]);
    expect(clone.json).toMatchObject({ ...head, promotionCodes: ['SPRING26'] });
    const revised = await running.quotes.command(presented, 'revise');
    expect(itemsOf(revised).map(({ id }) => id)).toEqual(originals);
    expect(structure(revised)).toEqual(structure(presented));
  });

  it('are frozen with everything that was chosen', async () => {
    const priced = await running.quotes.quoteIn('priced', { items: [branch] });
    const draft = await open({ items: [branch] });
    const chosen = (answer: TestAnswer) =>
      itemsOf(answer).map(({ id: _id, parentId: _parent, ...item }) => item);
    expect(chosen(priced)).toEqual(chosen(draft).map((item) => expect.objectContaining(item)));
    expect(structure(priced)).toEqual(structure(draft));
    const explained = await running.quotes.read(priced, '/price-explanation');
    expect(explained.json.lines.map(({ parentId }: Item) => parentId)).toEqual(
      itemsOf(priced).map(({ parentId }) => parentId),
    );
  });

  it('are not priced against the definitions of the catalog, and stay drafts', async () => {
    const children = [
      { offeringId: 'site', children: [{ offeringId: 'seat' }] },
      { offeringId: 'seat', quantity: '101' },
    ];
    const draft = await open({ items: [{ offeringId: 'gigabyte' }, { offeringId: 'branch', children }] });
    const refused = await running.quotes.command(draft, 'price');
    expect([refused.status, refused.json.code]).toEqual([422, 'QUOTE_INVALID']);
    expect(places(refused)).toEqual([
      ['/items/3/parentId', 'BUNDLE_CHILD_UNKNOWN'],
      ['/items/4/quantity', 'BUNDLE_QUANTITY'],
    ]);
    expect((await running.quotes.read(draft)).text).toBe(draft.text);
  });

  it('say where in what was sent something is wrong', async () => {
    const wrong = { offeringId: 'branch', children: [{ offeringId: 'seat' }, { offeringId: 'nothing' }] };
    const unknown = await open({ items: [{ offeringId: 'seat' }, wrong] });
    expect(places(unknown)).toEqual([['/items/1/children/1/offeringId', 'OFFERING_UNKNOWN']]);
    for (const [child, pointer] of [
      [{ offeringId: 'seat', quantity: '-1' }, '/quantity'],
      [{ offeringId: 'seat', termMonths: 121 }, '/termMonths'],
      [{ offeringId: 'seat', startDate: '2026-02-30' }, '/startDate'],
      [
        {
          offeringId: 'seat',
          manualAdjustments: [{ adjustment: { type: 'percent', value: '1' }, reason: '' }],
        },
        '/manualAdjustments/0/reason',
      ],
      [
        { offeringId: 'seat', manualAdjustments: [{ adjustment: { type: 'percent', value: '1' } }] },
        '/manualAdjustments/0/reason',
      ],
    ] as const) {
      const children = [{ offeringId: 'seat' }, { offeringId: 'seat' }, child];
      const refused = await open({ items: [{ offeringId: 'branch', children }] });
      expect([refused.status, refused.json.errors[0].pointer]).toEqual([
        400,
        `/items/0/children/2${pointer}`,
      ]);
    }
  });

  it('are not nested without end, neither at once nor one by one', async () => {
    const nested = (levels: number): object =>
      levels === 0 ? { offeringId: 'seat' } : { offeringId: 'branch', children: [nested(levels - 1)] };
    const deep = await open({ items: [nested(3)] });
    expect(deep.status).toBe(201);
    expect((await open({ items: [nested(4)] })).status).toBe(400);
    const add = (parentId: string, item: object) =>
      running.quotes.command(deep, 'items', { body: { ...item, parentId } });
    const items = itemsOf(deep);
    expect(places(await add(items[3]?.id as string, nested(0)))).toEqual([['/parentId', 'NESTING_TOO_DEEP']]);
    expect(places(await add(items[1]?.id as string, nested(2)))).toEqual([['/parentId', 'NESTING_TOO_DEEP']]);
    expect((await add(items[1]?.id as string, nested(1))).status).toBe(201);
  });

  it('are parts of items of the same quote only', async () => {
    const [one, other] = [await open({ items: [branch] }), await open({ items: [branch] })];
    const body = { offeringId: 'seat', parentId: idOf(other, 'branch') };
    const refused = await running.quotes.command(one, 'items', { body });
    expect([refused.status, ...places(refused)]).toEqual([422, ['/parentId', 'PARENT_UNKNOWN']]);
  });

  it('count towards the most items that a quote can have', async () => {
    const children = Array.from({ length: 2_500 }, () => ({ offeringId: 'seat' }));
    const half = { offeringId: 'branch', children };
    const refused = await open({ items: [half, half] });
    expect([refused.status, refused.json.code]).toEqual([422, 'QUOTE_TOO_LARGE']);
    const opened = await open({ items: [half] });
    expect(opened.status).toBe(201);
    const added = await running.quotes.command(opened, 'items', { body: half });
    expect([added.status, added.json.code]).toEqual([422, 'QUOTE_TOO_LARGE']);
  });
});

describeOnEachEngine('the promotion codes of a quote', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  it('are kept in upper case, each once, and go to pricing with partner and place', async () => {
    const { quotes } = running;
    const opened = await quotes.quoteIn('draft', { promotionCodes: ['spring26', 'SPRING26', 'two'] });
    expect(opened.json.promotionCodes).toEqual(['SPRING26', 'TWO']);
    expect(opened.json).not.toHaveProperty('partner');
    const changed = await quotes.change('PATCH', opened, '', {
      body: { promotionCodes: ['autumn'], partner: 'p-1', place: 'berlin' },
    });
    expect(changed.json).toMatchObject({ promotionCodes: ['AUTUMN'], partner: 'p-1', place: 'berlin' });
    const priced = await quotes.command(changed, 'price');
    expect(priced.json.snapshot).toMatchObject({ promotionSetVersion: 1, contractSetVersion: null });
    const without = await quotes.change('PATCH', priced, '', { body: { partner: null, promotionCodes: [] } });
    expect(without.json).toMatchObject({ state: 'draft', promotionCodes: [], place: 'berlin' });
    expect(without.json).not.toHaveProperty('partner');
  });

  it('are at most 20', async () => {
    const promotionCodes = Array.from({ length: 21 }, (_, index) => `code${index}`);
    const refused = await running.quotes.quoteIn('draft', { promotionCodes });
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([400, '/promotionCodes']);
  });
});
