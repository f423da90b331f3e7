import type { ExplanationStep, FirstPeriod, PricedCharge, PricePhase } from '@quotewright/pricing';
import { amountLike, differenceLike, grouped, percentText } from './number-text.ts';

/** How the amount of a charge came about in one line, its later phases, and its first period. */
export function chargeNotes({
  explanation,
  phases = [],
  firstPeriod,
  amount,
}: PricedCharge): readonly string[] {
  const why = waterfallText(explanation, amount);
  return [
    ...(why === undefined ? [] : [why]),
    ...phases.map(phaseText),
    ...(firstPeriod === undefined ? [] : [firstPeriodText(firstPeriod)]),
  ];
}

type Amount = PricedCharge['amount'];

/** Not for the customer's eyes: every amount is rounded, and what partners get is between them and the seller. */
const LEFT_OUT: readonly string[] = ['channel', 'rounding'];

/** The steps that changed the amount; a list price that nothing has changed is left out, because it is the amount. */
function waterfallText(steps: readonly ExplanationStep[], amount: Amount): string | undefined {
  const counted = steps.filter(
    ({ stage, skipped, before, after }) =>
      skipped === undefined && !LEFT_OUT.includes(stage) && (stage in LIST_STAGES || before !== after),
  );
  // With tiers, the list price is that of the tier; what the first tier would come to tells nobody anything.
  const tiered = counted.findLastIndex(
    ({ stage, reasonCode }) => stage === 'tier' && !(reasonCode in BOUNDS),
  );
  const [start, ...changes] = counted.slice(Math.max(tiered, 0));
  if (start === undefined) return undefined;
  const slices = slicesText(counted);
  if (slices === undefined && changes.length === 0 && start.stage in LIST_STAGES) return undefined;
  const texts = [start, ...changes].map((step) => stepText(step, amount));
  return [...(slices === undefined ? [] : [slices]), ...texts].join(' · ');
}

/** Graduated tiers: how much of the quantity has which price. */
function slicesText(steps: readonly ExplanationStep[]): string | undefined {
  const slices = steps.map(({ input }) => input['slices']).findLast(Array.isArray);
  if (slices === undefined) return undefined;
  const parts = (slices as readonly Slice[]).map(
    ({ quantity, unitPrice }) => `${grouped(quantity)} at ${grouped(unitPrice)}`,
  );
  return parts.join(', ') || undefined;
}

/** As pricing writes it into the step. */
interface Slice {
  readonly quantity: string;
  readonly unitPrice: string;
}

type Words = Readonly<Record<string, string>>;

const BOUNDS: Words = { FLOOR_APPLIED: 'at least', CEILING_APPLIED: 'at most' };
const LIST_STAGES: Words = { list: 'list price', tier: 'list price' };
/** Stages that say what the amount is; the others say what changes it. */
const SETTING_STAGES: Words = { ...LIST_STAGES, contract: 'contract price' };

function stepText(step: ExplanationStep, amount: Amount): string {
  const sets = BOUNDS[step.reasonCode] ?? SETTING_STAGES[step.stage];
  if (sets !== undefined) return `${sets} ${amountLike(step.after, amount)}`;
  return `${ruleText(step)} ${changeText(step, amount)}`;
}

/** Why somebody gave something by hand is written for colleagues. Customers know a promotion by its code. */
function ruleText({ stage, reasonCode, ruleId, input }: ExplanationStep): string {
  if (reasonCode === 'RAMP_PHASE') return 'ramp';
  if (stage === 'manual') return 'individual terms';
  const { code, name } = input;
  const known = [code, name].find((text) => typeof text === 'string') ?? ruleId;
  return stage === 'promotion' ? `promotion ${known}` : known;
}

function changeText({ adjustment, before, after }: ExplanationStep, amount: Amount): string {
  if (adjustment.type === 'set') return amountLike(after, amount);
  // Of nothing there are no percent; such a step changes nothing, and is not shown.
  return adjustment.type === 'multiply' ? percentText(before, after) : differenceLike(before, after, amount);
}

function phaseText({ fromMonth, amount }: PricePhase): string {
  return `from month ${fromMonth}: ${grouped(amount.amount)}`;
}

function firstPeriodText({ from, days, ofDays, amount }: FirstPeriod): string {
  return `first period from ${from}, ${days} of ${ofDays} days: ${grouped(amount.amount)}`;
}
