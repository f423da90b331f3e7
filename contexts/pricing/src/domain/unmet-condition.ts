import { decimal, decimalProblem } from '@quotewright/kernel';
import type { CharacteristicCondition, NumberRange, PriceConditions } from './price-conditions.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';

/** The line that conditions are about, and what surrounds it. */
export interface Situation {
  readonly input: PriceInput;
  readonly line: PriceInputLine;
  /** The root of the line's bundle; the line itself where it stands alone. */
  readonly root: PriceInputLine;
  /** Whether other lines are part of this one. */
  readonly hasParts: boolean;
}

interface SetCheck {
  readonly member:
    | 'markets'
    | 'channels'
    | 'segments'
    | 'customerTypes'
    | 'accountTypes'
    | 'partners'
    | 'places';
  readonly what: string;
  of(input: PriceInput): string | null;
}

const SET_CHECKS: readonly SetCheck[] = [
  { member: 'markets', what: 'market', of: (input) => input.market },
  { member: 'channels', what: 'channel', of: (input) => input.channel },
  { member: 'segments', what: 'customer segment', of: (input) => input.customerSegment },
  { member: 'customerTypes', what: 'customer type', of: (input) => input.customerType },
  { member: 'accountTypes', what: 'account type', of: (input) => input.accountType },
  { member: 'partners', what: 'partner', of: (input) => input.partner },
  { member: 'places', what: 'place', of: (input) => input.place },
];

/** The first condition that does not hold, in words; undefined when all do. */
export function unmetCondition(conditions: PriceConditions, situation: Situation): string | undefined {
  const { input, line } = situation;
  for (const { member, what, of } of SET_CHECKS) {
    const allowed = conditions[member];
    const value = of(input);
    if (allowed !== undefined && !(value !== null && allowed.includes(value))) {
      return `needs the ${what} ${allowed.join(' or ')}, not ${value ?? 'an unknown one'}`;
    }
  }
  const { termMonths, quantity, characteristics = [] } = conditions;
  if (termMonths !== undefined && !(line.termMonths !== null && termMonths.includes(line.termMonths))) {
    const term = line.termMonths === null ? 'none' : `${line.termMonths}`;
    return `needs a commitment of ${termMonths.join(' or ')} months, not ${term}`;
  }
  if (quantity !== undefined && !isWithin(quantity, line.quantity)) {
    return `needs a quantity ${rangeText(quantity)}, not ${line.quantity}`;
  }
  for (const condition of characteristics) {
    const unmet = unmetCharacteristic(condition, situation);
    if (unmet !== undefined) return unmet;
  }
  return undefined;
}

function unmetCharacteristic(
  { id, of, values, range }: CharacteristicCondition,
  { line, root }: Situation,
): string | undefined {
  const { characteristics = {} } = of === 'root' ? root : line;
  const chosen = Object.hasOwn(characteristics, id) ? (characteristics[id] ?? []) : [];
  const holds = chosen.some((value) =>
    values === undefined
      ? range !== undefined && typeof value !== 'boolean' && isWithin(range, String(value))
      : values.includes(value),
  );
  if (holds) return undefined;
  const needed = values === undefined ? rangeText(range ?? {}) : values.join(' or ');
  return `needs ${id} ${needed}, not ${chosen.length === 0 ? 'left open' : chosen.join(', ')}`;
}

function isWithin({ min, max }: NumberRange, text: string): boolean {
  if (decimalProblem(text) !== undefined) return false;
  const value = decimal(text);
  return (
    !(min !== undefined && value.lessThan(decimal(min))) &&
    !(max !== undefined && value.greaterThan(decimal(max)))
  );
}

function rangeText({ min, max }: NumberRange): string {
  if (min === undefined) return `up to ${max}`;
  return max === undefined ? `from ${min} on` : `from ${min} to ${max}`;
}
