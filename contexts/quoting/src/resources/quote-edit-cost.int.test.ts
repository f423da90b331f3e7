import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

const counted = vi.hoisted(() => ({ queries: 0 }));

// Counts what the adapters really send.
vi.mock('@quotewright/platform/postgres', async (original) => {
  const actual = await original<typeof import('@quotewright/platform/postgres')>();
  return {
    ...actual,
    queries: (tx: Parameters<typeof actual.queries>[0]) =>
      actual.queries(tx).withPlugin({
        transformQuery: ({ node }) => {
          counted.queries += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      }),
  };
});

describeOnPostgres('the edit of a quote', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  const lastItem = ({ json }: TestAnswer) => `items/${json.items.at(-1).id}`;
  const EDITS: Readonly<Record<string, (quote: TestAnswer) => Promise<TestAnswer>>> = {
    'changing an item': (quote) =>
      running.quotes.change('PATCH', quote, lastItem(quote), { body: { quantity: '3' } }),
    'adding an item': (quote) => running.quotes.command(quote, 'items', { body: { offeringId: 'seat' } }),
    'removing an item': (quote) => running.quotes.change('DELETE', quote, lastItem(quote)),
    'changing the head': (quote) => running.quotes.change('PATCH', quote, '', { body: { name: 'Other' } }),
    'pricing it': (quote) => running.quotes.command(quote, 'price'),
  };

  const queriesFor = async (edit: string, size: number) => {
    const items = Array.from({ length: size }, () => ({ offeringId: 'seat', quantity: '1' }));
    const quote = await running.quotes.quoteIn('draft', { items });
    counted.queries = 0;
    const answer = await (EDITS[edit] as (typeof EDITS)[string])(quote);
    expect(answer.status).toBeLessThan(300);
    return counted.queries;
  };

  it.each(Object.keys(EDITS))(
    'complaint: the cost of an edit grows with the lines: %s takes as many statements with 1,000 as with 2',
    async (edit) => {
      const few = await queriesFor(edit, 2);
      expect(few).toBeGreaterThan(0);
      expect(await queriesFor(edit, 1_000)).toBe(few);
    },
  );
});
