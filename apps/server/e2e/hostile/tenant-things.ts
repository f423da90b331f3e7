import { aNamedCatalog } from '@quotewright/catalog/testing';
import { PRICE_LIST_FORMAT } from '@quotewright/pricing';
import { type LiveSystem } from './live-system.ts';

/** Values for what requests name: parameters of paths, and members of bodies. */
export type Things = Readonly<Record<string, string>>;

let keys = 0;

/** Gives a tenant without anything its own of everything that a request can name. Throws for what is refused. */
export async function makeThings({ ask, endOfJob }: LiveSystem, token: string): Promise<Things> {
  async function send(method: string, path: string, body?: unknown, ifMatch?: string): Promise<any> {
    keys += 1;
    const headers = {
      'idempotency-key': `own-${keys}`,
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    };
    const reply = await ask(method, `/api/v1${path}`, {
      token,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    const job = reply.status === 202 ? await endOfJob(reply.headers.get('location') ?? '', token) : undefined;
    if (job?.state === 'failed') throw new Error(`${method} ${path}: ${JSON.stringify(job)}`);
    return { ...reply.json, etag: reply.headers.get('etag') ?? undefined };
  }
  const offeringId = 'own-seat';
  await send('POST', '/catalog/imports', aNamedCatalog('own', offeringId));
  await send('POST', '/catalog/publications', {});
  const charge = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
  await send('POST', '/price-lists/own/imports', {
    format: PRICE_LIST_FORMAT,
    priceList: { id: 'own', name: 'Own', currency: 'USD' },
    prices: [{ id: 'seat:fee', offeringId, charge, model: 'flat', amount: '1' }],
  });
  await send('POST', '/price-lists/own/publications');
  const account = await send('POST', '/accounts', {
    name: 'Own Customer',
    type: 'customer',
    segment: 'enterprise',
    market: 'global',
    customerType: 'business',
  });
  const quote = await send('POST', '/quotes', {
    accountId: account.id,
    items: [{ offeringId, quantity: '1' }],
  });
  const wizard = await send('POST', '/wizards', { type: 'quote' });
  const importWizard = await send('POST', '/wizards', { type: 'catalog-import' });
  const furtherWizard = await send('POST', '/wizards', { type: 'quote' });
  await send(
    'POST',
    `/wizards/${furtherWizard.id}/steps/account`,
    { accountId: account.id },
    furtherWizard.etag,
  );
  const file = await send('POST', '/files', { own: true });
  await send('POST', '/admin/users', { subject: 'own-boss', name: 'Boss', roles: ['sales'] });
  await send('POST', '/admin/users', { subject: 'own-sam', name: 'Sam', roles: ['sales'] });
  return {
    accountId: account.id,
    fileId: file.id,
    furtherWizardId: furtherWizard.id,
    importWizardId: importWizard.id,
    itemId: quote.items[0].id,
    managerSubject: 'own-boss',
    offeringId,
    priceListId: 'own',
    quoteId: quote.id,
    specificationId: 'cable',
    subject: 'own-sam',
    wizardId: wizard.id,
  };
}
