import { contentHash, decimal, Money } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PriceInput, PriceRequest, PricingApi } from '@quotewright/pricing';

const ENGINE = 'in-memory-1';

/**
 * Prices without a database: one one-time charge per line, `quantity × unit price`. Versions of the price list
 * are published by hand, and can be falsified by hand, to see who notices.
 */
export class PricingInMemory implements Pick<PricingApi, 'price' | 'derive'> {
  readonly #versions: string[] = [];
  readonly #derivations: string[] = [];

  /** `unitPrice` is decimal text; the version is the number of publications so far. */
  constructor(unitPrice: string) {
    this.publish(unitPrice);
  }

  publish(unitPrice: string): number {
    return this.#versions.push(unitPrice);
  }

  /** What must never happen: a published version changes. */
  falsify(version: number, unitPrice: string): void {
    this.#versions[version - 1] = unitPrice;
  }

  /** Input hashes that were derived again, in order. */
  get derivations(): readonly string[] {
    return this.#derivations;
  }

  async price(tx: Tx, request: PriceRequest): Promise<PricedQuote> {
    return this.#priced(inputOf(tx, request, this.#versions.length));
  }

  async derive(_tx: Tx, input: PriceInput): Promise<PricedQuote> {
    this.#derivations.push(contentHash(input));
    return this.#priced(input);
  }

  #priced(input: PriceInput): PricedQuote {
    const version = input.priceLists[0]?.version as number;
    const unitPrice = Money.of(this.#versions[version - 1] as string, input.currency);
    const amounts = input.lines.map((line) => unitPrice.times(decimal(line.quantity)).rounded());
    const zero = Money.zero(input.currency).toJSON();
    const inputHash = contentHash(input);
    const result: PricedQuote['result'] = {
      currency: input.currency,
      catalogVersion: input.catalogVersion,
      priceLists: input.priceLists,
      effectiveDate: input.effectiveDate,
      roundingMode: 'halfUp',
      engineVersion: ENGINE,
      inputHash,
      lines: input.lines.map((line, index) => ({
        id: line.id,
        offeringId: line.offeringId,
        name: `Offering ${line.offeringId}`,
        quantity: line.quantity,
        charges: [
          {
            chargeId: 'fee',
            name: 'Fee',
            type: 'oneTime',
            quantity: line.quantity,
            unit: 'seat',
            unitPrice: unitPrice.toJSON(),
            per: '1',
            amount: (amounts[index] as Money).toJSON(),
            explanation: [],
          },
        ],
      })),
      totals: { oneTime: Money.sum(amounts, input.currency).toJSON(), usage: zero, recurring: [] },
    };
    return { input, inputHash, result, priceHash: contentHash(result) };
  }
}

function inputOf(tx: Tx, request: PriceRequest, version: number): PriceInput {
  return {
    tenant: tx.tenant,
    account: request.accountId ?? null,
    contractSetVersion: null,
    customerSegment: null,
    accountType: null,
    customerType: null,
    channel: request.channel ?? 'direct',
    market: request.market ?? 'EU',
    place: null,
    partner: null,
    currency: request.currency ?? 'USD',
    effectiveDate: new Date(tx.now).toISOString().slice(0, 10),
    catalogVersion: 1,
    priceLists: [{ id: 'standard', version }],
    promotionSetVersion: null,
    discountPolicyVersion: null,
    tenantConfigVersion: 1,
    roundingDecimals: 2,
    promotionCodes: [],
    lines: request.lines.map((line) => ({
      id: line.id,
      offeringId: line.offeringId,
      offeringHash: 'a'.repeat(64),
      configurationHash: null,
      ruleSetVersion: null,
      action: 'add',
      quantity: line.quantity,
      termMonths: null,
      usage: line.usage ?? {},
      manualOverride: null,
      installedBase: null,
    })),
    engineVersion: ENGINE,
  };
}
