import { Decimal } from '@quotewright/kernel';
import type { Stage } from '../waterfall.ts';

/**
 * Half-up, once per charge, after everything else. To the currency's minor unit, or as the tenant's
 * configuration of the pinned version says; either way the decimals are part of the price input.
 */
export const roundingStage: Stage = ({ input }, before) => [
  {
    ruleId: 'half-up',
    ruleVersion: input.tenantConfigVersion,
    reasonCode: 'ROUND_HALF_UP',
    input: { currency: input.currency, decimals: input.roundingDecimals },
    adjustment: { type: 'round', value: String(input.roundingDecimals) },
    amount: before.toDecimalPlaces(input.roundingDecimals, Decimal.ROUND_HALF_UP),
  },
];
