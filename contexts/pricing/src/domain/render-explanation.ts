import type { MoneyJson } from '@quotewright/kernel';
import { grouped, stepText } from './explanation-sentences.ts';
import type { PricedCharge, PricedLine, PriceResult, PriceTotals } from './price-result.ts';

/**
 * The result for people, as plain text: one block per line of the quote, one sentence per step. Amounts keep
 * every digit they have; the text is a pure function of the result and names no moment in time.
 */
export function renderExplanation(result: PriceResult): string {
  return [
    `Prices in ${result.currency} for ${result.effectiveDate}, from ${sourcesText(result)}.`,
    ...result.lines.flatMap((line, index) => ['', ...lineText(line, index, result)]),
    '',
    ...totalsText(result.totals),
    '',
  ].join('\n');
}

function sourcesText({ catalogVersion, priceLists, contractSetVersion, promotionSetVersion }: PriceResult) {
  const sources = [
    `catalog version ${catalogVersion}`,
    ...priceLists.map(({ id, version }) => `price list ${id} version ${version}`),
    ...(contractSetVersion === undefined ? [] : [`contract prices version ${contractSetVersion}`]),
    ...(promotionSetVersion === undefined ? [] : [`promotions version ${promotionSetVersion}`]),
  ];
  return `${sources.slice(0, -1).join(', ')} and ${sources.at(-1)}`;
}

function lineText(line: PricedLine, index: number, { currency }: PriceResult): readonly string[] {
  return [
    `${index + 1}. ${line.name} × ${grouped(line.quantity)}`,
    ...line.charges.flatMap((charge) => [
      `   ${charge.name}: ${chargeText(charge)} = ${moneyText(charge.amount)}${periodText(charge)}`,
      ...charge.explanation.map((step) => `     - ${stepText(step, currency)}`),
      ...laterText(charge, currency),
    ]),
  ];
}

/** What a charge comes to later, and in the days before its first whole period. */
function laterText({ phases = [], firstPeriod, period }: PricedCharge, currency: string): readonly string[] {
  return [
    ...phases.flatMap(({ fromMonth, amount, explanation }) => [
      `     from month ${fromMonth} on: ${moneyText(amount)}${periodText({ period: period ?? 'month' })}`,
      ...explanation.map((step) => `       - ${stepText(step, currency)}`),
    ]),
    ...(firstPeriod === undefined
      ? []
      : [
          `     ${firstPeriod.from} until ${firstPeriod.until}: ${firstPeriod.days} of ${firstPeriod.ofDays} days make ${moneyText(firstPeriod.amount)}`,
        ]),
  ];
}

function chargeText({ model, quantity, unit, unitPrice, per }: PricedCharge): string {
  if (model === 'graduated') return `${grouped(quantity)} ${unit} in graduated tiers`;
  if (model === 'block') return `${grouped(quantity)} ${unit} at ${moneyText(unitPrice)} for the block`;
  if (model === 'percentOfTotal') return `${unitPrice.amount} % of ${grouped(quantity)} ${unit}`;
  return `${grouped(quantity)} ${unit} at ${moneyText(unitPrice)} per ${perText(per, unit)}`;
}

function perText(per: string, unit: string): string {
  return per === '1' ? unit : `${grouped(per)} ${unit}`;
}

function periodText({ period }: { readonly period?: string }): string {
  return period === undefined ? '' : ` a ${period}`;
}

function totalsText({ oneTime, usage, recurring }: PriceTotals): readonly string[] {
  return [
    `Total one-time: ${moneyText(oneTime)}`,
    `Total usage: ${moneyText(usage)}`,
    ...recurring.map(({ period, amount }) => `Total per ${period}: ${moneyText(amount)}`),
  ];
}

function moneyText({ amount, currency }: MoneyJson): string {
  return `${grouped(amount)} ${currency}`;
}
