import { ENGINE_VERSION } from '../domain/engine.ts';
import type { PriceInput, PriceInputLine } from '../domain/price-input.ts';

export function aPriceInputLine(line: Partial<PriceInputLine> = {}): PriceInputLine {
  return {
    id: 'line-1',
    offeringId: 'claude-2',
    offeringHash: 'a'.repeat(64),
    configurationHash: null,
    ruleSetVersion: null,
    action: 'add',
    quantity: '1',
    termMonths: null,
    usage: {},
    manualOverride: null,
    installedBase: null,
    ...line,
  };
}

export function aPriceInput(input: Partial<PriceInput> = {}): PriceInput {
  return {
    tenant: 'acme',
    account: null,
    contractSetVersion: null,
    customerSegment: null,
    accountType: null,
    customerType: null,
    channel: 'direct',
    market: 'EU',
    place: null,
    partner: null,
    currency: 'USD',
    effectiveDate: '2026-03-01',
    catalogVersion: 1,
    priceLists: [{ id: 'standard-usd', version: 1 }],
    promotionSetVersion: null,
    discountPolicyVersion: null,
    tenantConfigVersion: 1,
    roundingDecimals: 2,
    promotionCodes: [],
    lines: [aPriceInputLine()],
    engineVersion: ENGINE_VERSION,
    ...input,
  };
}
