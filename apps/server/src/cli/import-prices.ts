import { DomainError, isCurrency } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { PricingCommands, Watch } from '@quotewright/pricing';

/** What a CSV document does not say of its list. */
export interface CsvListOptions {
  readonly priceList?: string;
  readonly name?: string;
  readonly currency?: string;
}

type ReceivePrices = Parameters<PricingCommands['importPriceList']>[1];

/** Prices as rows, for the list that the options name. */
export function csvPrices(document: Buffer, { priceList, name, currency }: CsvListOptions): ReceivePrices {
  if (priceList === undefined) {
    throw new DomainError('IMPORT_OPTIONS', 'invalid', 'say of which list the prices are: --price-list <id>');
  }
  if (currency !== undefined && !isCurrency(currency)) {
    throw new DomainError('IMPORT_OPTIONS', 'invalid', `"${currency}" is no ISO 4217 currency code`);
  }
  const sent = {
    mediaType: 'text/csv',
    document,
    ...(name !== undefined && { listName: name }),
    ...(currency !== undefined && { listCurrency: currency }),
  } as const;
  return { priceListId: priceList, sent };
}

/** Makes prices the draft of their list, and publishes it if that is asked for; what was done, in a sentence. */
export async function importPrices(
  commands: PricingCommands,
  actor: Principal,
  received: ReceivePrices,
  { publish, ...watch }: Watch & { readonly publish: boolean },
): Promise<string> {
  const { priceListId } = received;
  await commands.importPriceList(actor, received, watch);
  if (!publish) return `The price list ${priceListId} is the draft; publish it with --publish or over HTTP.`;
  const { version } = await commands.publishPriceList(actor, { priceListId }, watch);
  return `The price list ${priceListId} is published as version ${version}.`;
}
