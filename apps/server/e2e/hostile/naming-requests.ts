import type { Things } from './tenant-things.ts';

/** A request that the API takes as it is, made of the caller's own things. */
export interface NamingRequest {
  /** As the document has it: `POST /quotes`. */
  readonly route: string;
  /** Where its path names another thing than the route's parameters are called. */
  readonly path?: string;
  readonly body: (things: Things) => unknown;
  /** Which of the things it names, in its path or its body. */
  readonly names: readonly string[];
  /** What has to be read for its `If-Match`. */
  readonly seen?: string;
  /** The pointer of the one thing in it that is not as it should be, where nothing is. */
  readonly wrong?: string;
}

const line = ({ offeringId }: Things) => ({ id: '1', offeringId, quantity: '1' });
const priced = (things: Things) => ({ accountId: things['accountId'], lines: [line(things)] });
const offering = ({ offeringId }: Things) => ({ offeringId });
const none = () => ({});

const ofQuote = (verb: string): NamingRequest => ({
  route: `POST /quotes/{quoteId}/${verb}`,
  body: none,
  names: ['quoteId'],
});

/** Every route that names something of one tenant and takes a body. */
export const NAMING_REQUESTS: readonly NamingRequest[] = [
  { route: 'PATCH /accounts/{accountId}', body: () => ({ name: 'Own Client' }), names: ['accountId'] },
  {
    route: 'PUT /accounts/{accountId}/contract-prices/draft',
    body: () => ({ format: 'quotewright/contract-prices@1', prices: [] }),
    names: ['accountId'],
  },
  { route: 'POST /accounts/{accountId}/contract-prices/publications', body: none, names: ['accountId'] },
  {
    route: 'POST /admin/users',
    body: ({ managerSubject }) => ({ subject: 'own-new', name: 'New', roles: ['sales'], managerSubject }),
    names: ['managerSubject'],
  },
  {
    route: 'PATCH /admin/users/{subject}',
    body: ({ managerSubject }) => ({ managerSubject }),
    names: ['subject', 'managerSubject'],
    seen: '/admin/users/{subject}',
  },
  { route: 'POST /configurations/evaluate', body: offering, names: ['offeringId'] },
  { route: 'POST /configurations/complete', body: offering, names: ['offeringId'] },
  {
    route: 'POST /configurations/explain',
    body: (things) => ({ ...offering(things), reasonRef: 'none' }),
    names: ['offeringId'],
    wrong: '/reasonRef',
  },
  { route: 'POST /quotes/price', body: priced, names: ['accountId', 'offeringId'] },
  {
    route: 'POST /quotes/price/compare',
    body: (things) => ({ before: priced(things), after: priced(things) }),
    names: ['accountId', 'offeringId'],
  },
  {
    route: 'POST /quotes',
    body: ({ accountId, ...things }) => ({ accountId, items: [offering(things)] }),
    names: ['accountId', 'offeringId'],
  },
  {
    route: 'PATCH /quotes/{quoteId}',
    body: () => ({ name: 'Own quote' }),
    names: ['quoteId'],
  },
  {
    route: 'POST /quotes/{quoteId}/items',
    body: offering,
    names: ['quoteId', 'offeringId'],
    seen: '/quotes/{quoteId}',
  },
  {
    route: 'PATCH /quotes/{quoteId}/items/{itemId}',
    body: () => ({ quantity: '2' }),
    names: ['quoteId', 'itemId'],
    seen: '/quotes/{quoteId}',
  },
  ...['price', 'submit', 'approve', 'decline', 'present', 'accept', 'reject', 'cancel', 'revise'].map(
    ofQuote,
  ),
  {
    route: 'POST /wizards/{wizardId}/steps/{step}',
    path: '/wizards/{wizardId}/steps/account',
    body: ({ accountId }) => ({ accountId }),
    names: ['wizardId', 'accountId'],
    seen: '/wizards/{wizardId}',
  },
  {
    route: 'POST /wizards/{wizardId}/steps/{step}',
    path: '/wizards/{furtherWizardId}/steps/items',
    body: (things) => ({ items: [offering(things)] }),
    names: ['offeringId'],
    seen: '/wizards/{furtherWizardId}',
  },
  {
    route: 'POST /wizards/{wizardId}/steps/{step}',
    path: '/wizards/{importWizardId}/steps/upload',
    body: ({ fileId }) => ({ fileId }),
    names: ['fileId'],
    seen: '/wizards/{importWizardId}',
  },
  { route: 'POST /product-offerings/{offeringId}/retire', body: none, names: ['offeringId'] },
];

/** Routes that take a body and name nothing that another tenant could have made, and why. */
export const NAMES_NOTHING: Readonly<Record<string, string>> = {
  'POST /accounts': 'makes one',
  'POST /files': 'makes one',
  'POST /wizards': 'makes one',
  'POST /hub': 'makes one; who is called is no thing of a tenant',
  'PUT /me/preferences/{view}': 'each person has every view',
  'PUT /admin/tenant-config': 'each tenant has one',
  'PUT /admin/flags': 'each tenant has the same',
  'PUT /admin/rate-limits': 'each tenant has the same',
  'PUT /admin/authorization/policies': 'each tenant has its own roles',
  'POST /admin/rate-limits/break-glass': 'for the caller',
  'POST /admin/confirmations': 'asks about the tenant of the caller, as the operation does that it names',
  'POST /admin/circuits/{circuitId}/open': 'each tenant has its own position of the same circuits',
  'POST /admin/circuits/{circuitId}/close': 'as open',
  'POST /admin/circuits/{circuitId}/auto': 'as open',
  'POST /admin/caches/{category}/purge': 'each tenant has its own copies of the same categories',
  'POST /admin/caches/{category}/quarantine': 'as purge',
  'POST /admin/caches/{category}/release': 'as purge',
  'POST /admin/caches/{category}/tune': 'as purge',
  'POST /admin/caches/{category}/warm': 'as purge',
  'POST /admin/users/{subject}/end-sessions': 'a subject is whoever the tenant calls so',
  'POST /admin/events/parked/{parkedEventId}/discard': 'nothing is parked where nothing is poisoned',
  'PUT /catalog/draft/{context}/{name}': 'each tenant has the same sections',
  'POST /catalog/draft/restorations': 'each tenant counts its own versions',
  'POST /catalog/imports': 'a document names what is in it',
  'POST /price-lists/{priceListId}/imports': 'makes what it names',
  'PUT /promotions/draft': 'a document; offerings are looked for when it is used',
  'POST /promotions/publications': 'each tenant has one',
  'PUT /discount-policies/draft': 'as the one of promotions',
  'POST /discount-policies/publications': 'each tenant has one',
};
