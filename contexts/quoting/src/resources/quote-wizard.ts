import type { JsonObject } from '@quotewright/kernel';
import { created } from '@quotewright/platform/http';
import type { WizardDefinition } from '@quotewright/platform/wizards';
import { z } from 'zod';
import type { accountInReach } from '../application/account-in-reach.ts';
import type { CreateQuote, createQuote, planQuote } from '../application/create-quote.ts';
import { ownerInReach } from '../application/owner-in-reach.ts';
import type { previewNewQuote } from '../application/preview-new-quote.ts';
import type { completeQuote } from '../application/read-quote.ts';
import { newQuoteSchema } from './quote.schema.ts';
import { etagOf, quoteView } from './quote-view.ts';

interface QuoteWizardDeps {
  readonly accountInReach: ReturnType<typeof accountInReach>;
  readonly plan: ReturnType<typeof planQuote>;
  readonly preview: ReturnType<typeof previewNewQuote>;
  readonly create: ReturnType<typeof createQuote>;
  readonly complete: ReturnType<typeof completeQuote>;
}

const accountSchema = newQuoteSchema.omit({ items: true });
const itemsSchema = z.strictObject({
  items: newQuoteSchema.shape.items.removeDefault().min(1).describe('What is sold, with what is part of it.'),
});

/** As the steps were given them: what they say is looked at again each time. */
interface QuoteWizardState {
  readonly account: z.output<typeof accountSchema>;
  readonly items: z.output<typeof itemsSchema>;
}

const MAX_LINES = 100;

/** For whom, what, for how much: then the quote is created, as `POST /quotes` does it. */
export function quoteWizard(deps: QuoteWizardDeps): WizardDefinition<QuoteWizardState> {
  return {
    type: 'quote',
    title: 'Make a quote',
    permission: 'quote:write',
    limit: { class: 'change', cost: 1 },
    steps: [
      {
        name: 'account',
        title: 'For whom, and on what terms',
        input: accountSchema,
        async run({ principal, reach, read }, _state, account: QuoteWizardState['account']) {
          ownerInReach(reach, account.owner);
          const planned = await read(async (tx) => {
            await deps.accountInReach(tx, reach, account.accountId);
            return deps.plan(tx, principal, commandOf(account, []));
          });
          const { accountId, owner, currency, market, channel } = planned;
          return { keep: account, view: { accountId, owner, currency, market, channel } };
        },
      },
      {
        name: 'items',
        title: 'What is sold',
        input: itemsSchema,
        async run({ principal, read }, { account }, { items }: QuoteWizardState['items']) {
          // What could not be sold is refused here, where it can be put right.
          const price = await read((tx) => deps.preview(tx, principal, commandOf(account, items)));
          // Zod's output is what the JSON said.
          return { keep: { items } as unknown as JsonObject, view: { items: price.items.length } };
        },
      },
      {
        name: 'preview',
        title: 'What it costs today',
        input: z.strictObject({}),
        async run({ principal, reach, read }, { account, items: { items } }) {
          const price = await read(async (tx) => {
            await deps.accountInReach(tx, reach, account.accountId);
            return deps.preview(tx, principal, commandOf(account, items));
          });
          const { catalogVersion } = price.pinned;
          const lines = price.items.slice(0, MAX_LINES).map(({ offeringId, offeringName, quantity }) => ({
            offeringId,
            offeringName,
            quantity,
          }));
          const truncated = price.items.length > MAX_LINES;
          const view = { totals: price.totals, lines, truncated, catalogVersion } as unknown as JsonObject;
          return { keep: {}, view };
        },
      },
    ],
    async commit(tx, { principal: actor, reach }, { account, items: { items } }) {
      ownerInReach(reach, account.owner);
      await deps.accountInReach(tx, reach, account.accountId);
      const quote = await deps.create(tx, actor, commandOf(account, items));
      const view = quoteView(await deps.complete(tx, quote), tx.now);
      return created(`/quotes/${quote.id}`, view, { etag: etagOf(quote) });
    },
  };
}

/** Times are text on the wire, milliseconds inside. */
function commandOf(
  { validUntil, ...account }: QuoteWizardState['account'],
  items: CreateQuote['items'],
): CreateQuote {
  return { ...account, items, ...(validUntil !== undefined && { validUntil: Date.parse(validUntil) }) };
}
