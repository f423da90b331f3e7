import { timestamp } from '@quotewright/kernel';
import type { SimulatedPrice } from '../domain/price-request.ts';

/** As the endpoint and its job show it. */
export function simulatedPriceOf({ computedAt, ...simulated }: SimulatedPrice) {
  return { ...simulated, computedAt: timestamp(computedAt) };
}
