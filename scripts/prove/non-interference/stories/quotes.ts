import type { Chance, Person, Step, Storyteller } from '../step.ts';
import { OFFERINGS } from './catalog.ts';

/** A quote from its first line to the order, with what people do on the way: think better of it, say no, begin again. */
export const quoteStory: Storyteller = (random, number) => {
  const quote = `$quote-${number}`;
  const account = `$buyer-${number}`;
  const command = (operation: string, more: Partial<Step> = {}): Step => ({
    as: personFor(operation),
    operation,
    params: { quoteId: quote },
    body: {},
    ifMatch: quote,
    keepsTag: quote,
    ...more,
  });
  const priced = [command('priceQuote'), command('submitQuote')];
  const approved = [...priced, command('approveQuote', { body: { reason: 'It is worth it' } })];
  const sold = [command('presentQuote'), command('acceptQuote'), command('convertQuote')];
  return [
    {
      as: 'sales',
      operation: 'createAccount',
      body: { name: `Buyer ${number}`, type: 'customer', segment: 'enterprise', customerType: 'business' },
      binds: { [account]: 'id' },
    },
    {
      as: 'sales',
      operation: 'createQuote',
      body: { accountId: account, promotionCodes: random.chance(0.4) ? ['SPRING'] : [] },
      binds: { [quote]: 'id' },
      keepsTag: quote,
    },
    ...itemsOf(random, number, command),
    command('changeQuote', { body: { name: `Quote ${number}` } }),
    ...random.pick<readonly Step[]>([
      [...approved, ...sold],
      [...approved, ...sold, command('convertQuote'), command('cancelQuote')],
      [...approved, command('presentQuote'), command('rejectQuote', { body: { reason: 'Too dear' } })],
      [...approved, command('presentQuote'), command('reviseQuote'), ...approved, ...sold],
      [...priced, command('declineQuote', { body: { reason: 'Too cheap' } }), ...approved, ...sold],
      [command('priceQuote'), command('changeQuote', { body: { market: 'at' } }), ...approved, ...sold],
      [command('cancelQuote')],
      [
        ...approved,
        { as: 'sales', operation: 'cloneQuote', params: { quoteId: quote }, body: {} },
        command('convertQuote'),
        ...sold,
      ],
    ]),
  ];
};

const personFor = (operation: string): Person =>
  operation === 'approveQuote' || operation === 'declineQuote' ? 'approver' : 'sales';

function itemsOf(
  random: Chance,
  number: number,
  command: (operation: string, more?: Partial<Step>) => Step,
): readonly Step[] {
  const discount = random.chance(0.4)
    ? [{ adjustment: { type: 'percent', value: String(-random.between(1, 30)) }, reason: 'An old friend' }]
    : [];
  const added = Array.from({ length: random.between(1, 3) }, () =>
    command('addQuoteItem', {
      body: {
        offeringId: random.pick(OFFERINGS),
        quantity: String(random.between(1, 20)),
        ...(discount.length > 0 && { manualAdjustments: discount }),
      },
      binds: { [`$item-${number}`]: 'items.-1.id' },
    }),
  );
  const params = { quoteId: `$quote-${number}`, itemId: `$item-${number}` };
  return [
    ...added,
    command('changeQuoteItem', { params, body: { quantity: String(random.between(1, 50)) } }),
    ...(added.length > 1 && random.chance(0.3) ? [command('removeQuoteItem', { params })] : []),
  ];
}
