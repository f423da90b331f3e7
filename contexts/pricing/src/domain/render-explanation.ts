import type { MoneyJson } from '@quotewright/kernel';
import type { ExplanationStep, PricedCharge, PricedLine, PriceResult, PriceTotals } from './price-result.ts';

/**
 * The result for people, as plain text: one block per line of the quote, one sentence per step. Amounts keep
 * every digit they have; the text is a pure function of the result and names no moment in time.
 */
export function renderExplanation(result: PriceResult): string {
  const lists = result.priceLists.map(({ id, version }) => `price list ${id} version ${version}`);
  return [
    `Prices in ${result.currency} for ${result.effectiveDate}, from catalog version ${result.catalogVersion} and ${lists.join(', ')}.`,
    ...result.lines.flatMap((line, index) => ['', ...lineText(line, index, result)]),
    '',
    ...totalsText(result.totals),
    '',
  ].join('\n');
}

function lineText(line: PricedLine, index: number, { currency }: PriceResult): readonly string[] {
  return [
    `${index + 1}. ${line.name} × ${grouped(line.quantity)}`,
    ...line.charges.flatMap((charge) => [
      `   ${charge.name}: ${chargeText(charge)} = ${moneyText(charge.amount)}${periodText(charge)}`,
      ...charge.explanation.map((step) => `     - ${stepText(step, currency)}`),
    ]),
  ];
}

function chargeText({ quantity, unit, unitPrice, per }: PricedCharge): string {
  return `${grouped(quantity)} ${unit} at ${moneyText(unitPrice)} per ${perText(per, unit)}`;
}

function perText(per: string, unit: string): string {
  return per === '1' ? unit : `${grouped(per)} ${unit}`;
}

function periodText({ period }: { readonly period?: string }): string {
  return period === undefined ? '' : ` a ${period}`;
}

type Sentence = (step: ExplanationStep, currency: string) => string;

/** One sentence per reason code. A code without one is shown as it is, so that nothing is left out. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  LIST_PRICE: ({ ruleId, input, after }, currency) =>
    `list price ${text(input['unitPrice'])} per ${text(input['per'])} (${ruleId}) makes ${grouped(after)} ${currency}`,
  PRICE_NOT_VALID: ({ ruleId, skipped }) => `price ${ruleId} does not count: it ${skipped}`,
  TIER_REACHED: ({ input, after }, currency) =>
    `${text(input['basis'])} is above ${text(input['above'])}: all units at ${text(input['unitPrice'])} make ${grouped(after)} ${currency}`,
  TIER_NOT_REACHED: ({ input, skipped }) => `tier at ${text(input['unitPrice'])} does not count: ${skipped}`,
  TIER_SURPASSED: ({ input, skipped }) => `tier at ${text(input['unitPrice'])} does not count: ${skipped}`,
  ROUND_HALF_UP: ({ input, before, after }, currency) =>
    before === after
      ? `nothing to round at ${text(input['decimals'])} decimals`
      : `rounded half-up to ${text(input['decimals'])} decimals: ${grouped(after)} ${currency}`,
};

function stepText(step: ExplanationStep, currency: string): string {
  const sentence = SENTENCES[step.reasonCode];
  return (
    sentence?.(step, currency) ??
    `${step.stage} ${step.reasonCode} (${step.ruleId}) makes ${grouped(step.after)}`
  );
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

/** A text or number that a step has looked at. */
function text(value: ExplanationStep['input'][string] | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? grouped(`${value}`) : JSON.stringify(value);
}

/** Thousands separated: "1500000.5" → "1,500,000.5". */
function grouped(number: string): string {
  const [integer = '', fraction] = number.split('.');
  const thousands = integer.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
