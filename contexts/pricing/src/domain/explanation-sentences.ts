import type { JsonValue } from '@quotewright/kernel';
import type { ExplanationStep } from './price-result.ts';

type Sentence = (step: ExplanationStep, currency: string) => string;

const makes = ({ after }: ExplanationStep, currency: string) => `makes ${grouped(after)} ${currency}`;

const doesNotCount =
  (what: (step: ExplanationStep) => string): Sentence =>
  (step) =>
    `${what(step)} does not count: ${step.skipped}`;

const rule = ({ input, ruleId }: ExplanationStep) => `${text(input['name'])} (${ruleId})`;
const tier = ({ input }: ExplanationStep) => `tier at ${text(input['unitPrice'])}`;

const adjusted: Sentence = (step, currency) => `${rule(step)}: ${effect(step)} ${makes(step, currency)}`;

/** One sentence per reason code. A code without one is shown as it is, so that nothing is left out. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  LIST_PRICE: (step, currency) =>
    `list price ${text(step.input['unitPrice'])} per ${text(step.input['per'])} (${step.ruleId}) ${makes(step, currency)}`,
  BLOCK_PRICE: (step, currency) =>
    `list price ${text(step.input['unitPrice'])} for the block (${step.ruleId}) ${makes(step, currency)}`,
  PERCENT_OF_TOTAL: (step, currency) =>
    `${text(step.input['percent'])} % of ${text(step.input['total'])} ${currency} (${step.ruleId}) ${makes(step, currency)}`,
  PRICE_NOT_VALID: ({ ruleId, skipped }) => `price ${ruleId} does not count: it ${skipped}`,
  PRICE_OUTRANKED: doesNotCount(({ ruleId }) => `price ${ruleId}`),
  FLOOR_APPLIED: (step, currency) => `not less than ${text(step.input['bound'])}: ${makes(step, currency)}`,
  CEILING_APPLIED: (step, currency) => `not more than ${text(step.input['bound'])}: ${makes(step, currency)}`,
  CONTRACT_PRICE: (step, currency) =>
    `contract price ${text(step.input['unitPrice'])} per ${text(step.input['per'])} (${step.ruleId}) ${makes(step, currency)}`,
  CONTRACT_NOT_VALID: ({ ruleId, skipped }) => `contract price ${ruleId} does not count: it ${skipped}`,
  CONTRACT_OUTRANKED: doesNotCount(({ ruleId }) => `contract price ${ruleId}`),
  TIER_REACHED: ({ input, after }, currency) =>
    `${text(input['basis'])} is above ${text(input['above'])}: all units at ${text(input['unitPrice'])} make ${grouped(after)} ${currency}`,
  BLOCK_REACHED: (step, currency) =>
    `${text(step.input['basis'])} is above ${text(step.input['above'])}: the block ${makes(step, currency)}`,
  TIER_NOT_REACHED: doesNotCount(tier),
  TIER_SURPASSED: doesNotCount(tier),
  TIER_REPLACED: ({ skipped }) => `tiers do not count: ${skipped}`,
  GRADUATED_TIERS: (step, currency) =>
    `each unit at its tier, ${slices(step.input['slices'])}, ${makes(step, currency)}`,
  ATTRIBUTE_ADJUSTED: adjusted,
  TERM_ADJUSTED: adjusted,
  CHANNEL_ADJUSTED: adjusted,
  PROMOTION_APPLIED: (step, currency) => `promotion ${adjusted(step, currency)}`,
  ADJUSTMENT_NOT_COMBINABLE: doesNotCount(rule),
  ADJUSTMENT_NOT_APPLICABLE: doesNotCount(rule),
  PROMOTION_NOT_COMBINABLE: doesNotCount((step) => `promotion ${rule(step)}`),
  PROMOTION_NOT_ELIGIBLE: doesNotCount((step) => `promotion ${rule(step)}`),
  RAMP_PHASE: (step, currency) =>
    `${monthsText(step)}: ${text(step.input['percent'])} % ${makes(step, currency)}`,
  MANUAL_ADJUSTED: (step, currency) =>
    `by hand, ${effect(step)} (${words(step.input['reason'])}) ${makes(step, currency)}`,
  ROUND_HALF_UP: ({ input, before, after }, currency) =>
    before === after
      ? `nothing to round at ${text(input['decimals'])} decimals`
      : `rounded half-up to ${text(input['decimals'])} decimals: ${grouped(after)} ${currency}`,
};

export function stepText(step: ExplanationStep, currency: string): string {
  const sentence = Object.hasOwn(SENTENCES, step.reasonCode) ? SENTENCES[step.reasonCode] : undefined;
  return (
    sentence?.(step, currency) ??
    `${step.stage} ${step.reasonCode} (${step.ruleId}) makes ${grouped(step.after)}`
  );
}

const EFFECTS: Readonly<Record<string, (value: string) => string>> = {
  percent: (value) => `${value} %`,
  amount: (value) => value,
  amountPerUnit: (value) => `${value} a unit`,
  unitPrice: (value) => `at ${value} a unit`,
};

function effect({ input }: ExplanationStep): string {
  return EFFECTS[words(input['type'])]?.(text(input['value'])) ?? text(input['value']);
}

/** Text that people wrote, as it is. */
function words(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function monthsText({ input }: ExplanationStep): string {
  const { fromMonth, untilMonth } = input as { fromMonth: number; untilMonth?: number };
  return untilMonth === undefined ? `from month ${fromMonth} on` : `months ${fromMonth} to ${untilMonth}`;
}

function slices(value: JsonValue | undefined): string {
  const all = value as readonly { quantity: string; unitPrice: string }[];
  return all.length === 0
    ? 'none'
    : all.map(({ quantity, unitPrice }) => `${grouped(quantity)} at ${unitPrice}`).join(', ');
}

/** A text or number that a step has looked at. */
function text(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? grouped(`${value}`) : JSON.stringify(value);
}

/** Thousands separated: "1500000.5" → "1,500,000.5"; what is no number stays as it is. */
export function grouped(number: string): string {
  if (!/^-?\d+(?:\.\d+)?$/.test(number)) return number;
  const [integer = '', fraction] = number.split('.');
  const thousands = integer.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
