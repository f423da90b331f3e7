import { contentHash, type Decimal, DomainError, decimal, Money } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type {
  DiscountSignal,
  PricedQuote,
  PriceInput,
  PriceInputLine,
  PriceRequest,
  PricingApi,
  PromotionRedemption,
} from '@quotewright/pricing';

const ENGINE = 'in-memory-1';

/** Percent by hand: above which level has to approve, and what nobody may give. */
const THRESHOLDS = [
  { abovePercent: 25, level: 2 },
  { abovePercent: 15, level: 1 },
];
const MAX_PERCENT = 50;

/**
 * Prices without a database: one one-time charge per line, `quantity × unit price`, less what is given by hand in
 * percent. Versions of the price list are published by hand, and can be falsified by hand, to see who notices.
 */
export class PricingInMemory implements Omit<PricingApi, 'activeVersion' | 'simulate'> {
  readonly #versions: string[] = [];
  readonly #derivations: string[] = [];
  readonly #limits = new Map<string, number>();
  readonly #redemptions = new Map<string, readonly string[]>();

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

  /** Every code is a promotion that takes nothing off; this one has so many redemptions. */
  limitPromotion(code: string, redemptions: number): void {
    this.#limits.set(code, redemptions);
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

  async discountSignals(
    _tx: Tx,
    _roles: readonly string[],
    { input }: Pick<PricedQuote, 'input'>,
  ): Promise<readonly DiscountSignal[]> {
    const errors = input.lines.flatMap((line, index) =>
      discountOf(line).greaterThan(MAX_PERCENT)
        ? [{ pointer: `/lines/${index}/manualAdjustments`, code: 'DISCOUNT_NOT_ALLOWED', reason: 'too much' }]
        : [],
    );
    if (errors.length > 0)
      throw new DomainError('DISCOUNT_NOT_ALLOWED', 'unprocessable', 'too much', { errors });
    return input.lines.flatMap((line): DiscountSignal[] => {
      const percent = discountOf(line);
      const reached = THRESHOLDS.find(({ abovePercent }) => percent.greaterThan(abovePercent));
      if (reached === undefined) return [];
      const { level } = reached;
      return [
        {
          code: 'DISCOUNT_ABOVE_THRESHOLD',
          level,
          lineId: line.id,
          chargeId: 'fee',
          percent: percent.toFixed(),
          ruleId: 'everybody',
          policyVersion: 1,
        },
      ];
    });
  }

  async redeemPromotions(_tx: Tx, { quoteId, revision, priced }: PromotionRedemption): Promise<void> {
    const taken = [...this.#redemptions.values()].flat();
    const codes = priced.input.promotionCodes;
    const exhausted = codes.findIndex(
      (code) => taken.filter((other) => other === code).length >= (this.#limits.get(code) ?? Infinity),
    );
    if (exhausted >= 0) {
      const pointer = `/promotionCodes/${exhausted}`;
      const errors = [{ pointer, code: 'PROMOTION_EXHAUSTED', reason: 'nothing is left of it' }];
      throw new DomainError('PROMOTION_EXHAUSTED', 'conflict', 'nothing is left of it', { errors });
    }
    this.#redemptions.set(`${quoteId} ${revision}`, codes);
  }

  async releasePromotions(
    _tx: Tx,
    { quoteId, revision }: Omit<PromotionRedemption, 'priced'>,
  ): Promise<void> {
    this.#redemptions.delete(`${quoteId} ${revision}`);
  }

  #priced(input: PriceInput): PricedQuote {
    const version = input.priceLists[0]?.version as number;
    const unitPrice = Money.of(this.#versions[version - 1] as string, input.currency);
    const amounts = input.lines.map((line) => {
      const share = decimal('100').minus(discountOf(line)).dividedBy(100);
      return unitPrice.times(decimal(line.quantity)).times(share).rounded();
    });
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
        ...(line.parentId !== undefined && { parentId: line.parentId }),
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

/** In percent; amounts by hand change nothing here. */
function discountOf({ manualOverride }: PriceInputLine): Decimal {
  return (manualOverride ?? [])
    .filter(({ adjustment }) => adjustment.type === 'percent')
    .reduce((sum, { adjustment }) => sum.minus(decimal(adjustment.value)), decimal('0'));
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
    place: request.place ?? null,
    partner: request.partner ?? null,
    currency: request.currency ?? 'USD',
    effectiveDate: new Date(tx.now).toISOString().slice(0, 10),
    catalogVersion: 1,
    priceLists: [{ id: 'standard', version }],
    promotionSetVersion: (request.promotionCodes ?? []).length > 0 ? 1 : null,
    discountPolicyVersion: null,
    tenantConfigVersion: 1,
    roundingDecimals: 2,
    promotionCodes: request.promotionCodes ?? [],
    lines: request.lines.map(
      ({ usage = {}, termMonths = null, manualAdjustments = null, ...line }): PriceInputLine => ({
        ...line,
        offeringHash: 'a'.repeat(64),
        configurationHash: null,
        ruleSetVersion: null,
        action: 'add',
        termMonths,
        usage,
        manualOverride: manualAdjustments,
        installedBase: null,
      }),
    ),
    engineVersion: ENGINE,
  };
}
