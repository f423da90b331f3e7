import type { PricedCharge } from './price-result.ts';

/** The explanations of a charge, one for each phase: whoever judges a price looks at what later months cost, too. */
export function explanationsOf({
  explanation,
  phases = [],
}: Pick<PricedCharge, 'explanation' | 'phases'>): readonly PricedCharge['explanation'][] {
  return [explanation, ...phases.map((phase) => phase.explanation)];
}
