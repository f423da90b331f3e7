import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { customer } from '../requests.ts';

const ASKED = { currency: 'EUR', lines: [{ id: '1', offeringId: 'secure-seat', quantity: '10' }] };

/** Somebody has changed the amounts that pages show of a priced quote; others have asked for the same price, and were answered from a copy. */
export const wrongPriceSuspected: Rehearsal<LiveInstallation> = {
  async arrange({ ask, sql }) {
    const account = await ask('POST', '/accounts', customer('Doubting'));
    const items = [{ offeringId: 'secure-seat', quantity: '10' }];
    const quote = await ask('POST', '/quotes', { accountId: account.json.id, currency: 'EUR', items });
    const priced = await ask('POST', `/quotes/${quote.json.id}/price`, undefined, {
      'if-match': quote.headers.get('etag') ?? '',
    });
    if (priced.status !== 200) throw new Error(priced.text);
    await sql(`update quoting.quote_revision
      set totals = regexp_replace(totals::text, '"amount": "[^"]*"', '"amount": "0.01"', 'g')::jsonb
      where quote_id = '${quote.json.id}'`);
    await until('a price is answered from a copy', async () => {
      return (await ask('POST', '/quotes/price', ASKED)).json.source === 'copy';
    });
    return { variables: { QUOTE: quote.json.id } };
  },
  before: {
    '4.2': async ({ writeLog }, shell) => shell.assign('LOG', await writeLog()),
  },
  statuses: { '2': 1, '4.2': 1 },
};
