import type { AccountAddresses, PostalAddress } from '@quotewright/accounts';
import { dateInZone } from '@quotewright/kernel';
import type { PricedQuote, PriceInput, PriceResult } from '@quotewright/pricing';
import type { Quote } from '../quote.ts';
import type { QuoteState } from '../quote-states.ts';
import { minuteInZone } from './date-text.ts';
import { documentLines } from './document-lines.ts';
import { moneyText } from './number-text.ts';
import type { DocumentAddress, DocumentFact, DocumentMarker, QuoteDocument } from './quote-document.ts';

/** Everything a document is made of. Times are milliseconds since the epoch. */
export interface DocumentSource {
  readonly quote: Pick<Quote, 'number' | 'name'>;
  readonly revision: number;
  readonly price: Pick<PricedQuote, 'input' | 'result' | 'priceHash'>;
  readonly pricedAt: number;
  readonly validUntil: number;
  readonly seller: { readonly name: string; readonly timeZone: string };
  readonly customer: { readonly name: string; readonly addresses: AccountAddresses };
  /** What becomes of it: the document of the customer, or something to look at while the revision is in this state. */
  readonly purpose: { readonly presentedAt: number } | { readonly toLookAtIn: QuoteState };
}

export function buildDocument(source: DocumentSource): QuoteDocument {
  const { quote, revision, price, seller, customer, purpose } = source;
  const { input, result, priceHash } = price;
  const marker = 'toLookAtIn' in purpose ? markerIn(purpose.toLookAtIn) : undefined;
  return {
    number: quote.number,
    revision,
    ...(quote.name !== null && { name: quote.name }),
    ...(marker !== undefined && { marker }),
    seller: seller.name,
    customer: customer.name,
    addresses: addresses(customer.addresses),
    facts: facts(source),
    currency: result.currency,
    lines: documentLines(input, result),
    totals: totals(result),
    remarks: remarks(result),
    terms: terms(source),
    footer: `${seller.name} · Quote ${quote.number}, revision ${revision} · Price ${priceHash.slice(0, 12)}`,
    madeAt: 'presentedAt' in purpose ? purpose.presentedAt : source.pricedAt,
  };
}

const DRAFT: DocumentMarker = {
  word: 'DRAFT',
  meaning: 'Not an offer: this revision has not been presented.',
};

/** Of a revision that was presented before documents were kept. */
const COPY: DocumentMarker = {
  word: 'COPY',
  meaning: 'Made from the kept price: not the document that was presented.',
};

const PRESENTED: readonly QuoteState[] = ['presented', 'accepted', 'ordered', 'rejected'];

function markerIn(state: QuoteState): DocumentMarker {
  return PRESENTED.includes(state) ? COPY : DRAFT;
}

function addresses({ billing, delivery }: AccountAddresses): readonly DocumentAddress[] {
  return [
    ...(billing === undefined ? [] : [{ label: 'Billing address', lines: addressLines(billing) }]),
    ...(delivery === undefined ? [] : [{ label: 'Delivery address', lines: addressLines(delivery) }]),
  ];
}

function addressLines({ street1, street2, postCode, city, stateOrProvince, country }: PostalAddress) {
  const place = [postCode, city, stateOrProvince].filter((part) => part !== undefined).join(' ');
  return [street1, ...(street2 === undefined ? [] : [street2]), place, country];
}

function facts({ purpose, pricedAt, validUntil, seller, price: { input } }: DocumentSource) {
  const { timeZone } = seller;
  return [
    ...('presentedAt' in purpose ? [fact('Presented', dateInZone(purpose.presentedAt, timeZone))] : []),
    fact('Priced', dateInZone(pricedAt, timeZone)),
    fact('Valid until', minuteInZone(validUntil, timeZone)),
    fact('Currency', input.currency),
    fact('Market', input.market),
    ...known('Partner', input.partner),
    ...known('Place of delivery', input.place),
  ];
}

function totals({ totals: { oneTime, usage, recurring }, lines }: PriceResult): readonly DocumentFact[] {
  const uses = lines.some(({ charges }) => charges.some(({ type }) => type === 'usage'));
  return [
    fact('One-time', moneyText(oneTime)),
    ...recurring.map(({ period, amount }) => fact(`Per ${period}`, moneyText(amount))),
    ...(uses ? [fact('Expected usage', moneyText(usage))] : []),
  ];
}

function remarks({ lines }: PriceResult): readonly string[] {
  const charges = lines.flatMap((line) => line.charges);
  return [
    ...(charges.some(({ phases }) => phases !== undefined)
      ? [
          'Recurring totals are those of the first month. Where a price changes later, the item says from which month on.',
        ]
      : []),
    ...(charges.some(({ firstPeriod }) => firstPeriod !== undefined)
      ? [
          'Recurring totals are those of whole periods. A first period that is shorter is charged by its days.',
        ]
      : []),
    ...(charges.some(({ type }) => type === 'usage')
      ? ['Usage is charged as it occurs; its total is what the stated quantities come to.']
      : []),
  ];
}

function terms({ validUntil, seller, price }: DocumentSource): readonly DocumentFact[] {
  const { input, priceHash } = price;
  return [
    fact('Validity', `can be accepted before ${minuteInZone(validUntil, seller.timeZone)}`),
    ...known('Commitment', commitment(input)),
    ...known('Promotion codes', input.promotionCodes.join(', ') || null),
    fact('Prices of', input.effectiveDate),
    fact('Versions', versions(input)),
    fact('Price hash', priceHash),
  ];
}

function commitment({ lines }: PriceInput): string | null {
  const months = [...new Set(lines.flatMap(({ termMonths }) => termMonths ?? []))].toSorted((a, b) => a - b);
  if (months.length === 0) return null;
  return `${months.join(', ')} months${months.length === 1 ? '' : ', as stated with each item'}`;
}

function versions(input: PriceInput): string {
  const { catalogVersion, priceLists, contractSetVersion, promotionSetVersion, engineVersion } = input;
  return [
    `catalog ${catalogVersion}`,
    ...priceLists.map(({ id, version }) => `price list ${id} ${version}`),
    ...(contractSetVersion === null ? [] : [`contract prices ${contractSetVersion}`]),
    ...(promotionSetVersion === null ? [] : [`promotions ${promotionSetVersion}`]),
    `engine ${engineVersion}`,
  ].join(', ');
}

function known(label: string, value: string | null): readonly DocumentFact[] {
  return value === null ? [] : [fact(label, value)];
}

function fact(label: string, value: string): DocumentFact {
  return { label, value };
}
