import { Decimal, type FieldError, jsonPointer, ONE, ZERO } from '@quotewright/kernel';
import { ruleDefaults, valueDefaults } from './apply-defaults.ts';
import type { ChoiceCost } from './configuration-query.ts';
import type { RequestError } from './configuration-request.ts';
import type { Decision, ScopeKey } from './decision.ts';
import { exactNumber, readDecision } from './read-decision.ts';
import { openVariable } from './read-request.ts';
import { type ScopeIndex, valueTexts } from './scope-index.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { groundAt, type ListedInstance, type ScopeGround, type Situation, scopesOf } from './situation.ts';

/** What to minimise. `weights` are whole numbers for the engine, `reported` what they stand for. */
export interface Costs {
  weights(scope: ScopeKey): Float64Array;
  reported(scope: ScopeKey, variable: number, value: number): Decimal;
  /** Whether the weights say exactly what the amounts say. */
  readonly exact: boolean;
}

/** Fewest departures from defaults, then fewest things that could be absent. */
export function preferredCosts(situation: Situation, user: SettledConfiguration): Costs {
  const departure = sizeOf(situation) * 3;
  const wanted = new Map(scopesOf(situation).map((scope) => [scope, wantedValues(situation, user, scope)]));
  const wantedAt = (scope: ScopeKey) => wanted.get(scope) as ReadonlyMap<number, number>;
  const departs = (scope: ScopeKey, variable: number, value: number) => {
    const preferred = wantedAt(scope).get(variable);
    if (preferred === undefined || preferred === value) return false;
    // What goes with its part departs from nothing.
    const { index } = groundAt(situation, scope);
    return value !== index.absent[variable] || !mayGoWithPart(index, variable);
  };
  return {
    exact: true,
    reported: (scope, variable, value) => (departs(scope, variable, value) ? ONE : ZERO),
    weights: (scope) => {
      const ground = groundAt(situation, scope);
      const { index } = ground;
      const dependent = new Int32Array(index.shown.length);
      for (const variable of wantedAt(scope).keys()) {
        const presence = index.presence[variable] as number;
        if (mayGoWithPart(index, variable)) dependent[presence] = (dependent[presence] as number) + 1;
      }
      return weightsOf(ground, (variable, value) => {
        const isAbsent = value === index.absent[variable];
        if (departs(scope, variable, value))
          return departure + (isAbsent ? 0 : presenceOf(ground, variable, value));
        // A default is better than none where the part is there. So that this does not make parts be there, each part
        // costs as much more as the characteristics that are absent with it.
        if (wantedAt(scope).has(variable) && mayGoWithPart(index, variable)) return isAbsent ? 1 : 0;
        return presenceOf(ground, variable, value) * (1 + (dependent[variable] as number));
      });
    },
  };
}

function mayGoWithPart({ absent, presence }: ScopeIndex, variable: number): boolean {
  const part = presence[variable] as number;
  return part >= 0 && (absent[part] as number) >= 0 && (absent[variable] as number) >= 0;
}

/** 1 for what could be absent and is not. */
function presenceOf({ index }: ScopeGround, variable: number, value: number): number {
  const absent = index.absent[variable] as number;
  return index.shown[variable] === true && absent >= 0 && value !== absent ? 1 : 0;
}

/** More than all variables of all scopes. */
function sizeOf(situation: Situation): number {
  return scopesOf(situation).reduce<number>(
    (sum, scope) => sum + groundAt(situation, scope).index.shown.length,
    1,
  );
}

function wantedValues(
  situation: Situation,
  user: SettledConfiguration,
  scope: ScopeKey,
): ReadonlyMap<number, number> {
  const defaults = [...ruleDefaults(situation, scope, user, user), ...valueDefaults(situation, scope, user)];
  return new Map(defaults.toReversed().map(({ variable, decision }) => [variable, decision.value]));
}

/** Beyond this a sum of weights would lose whole numbers. */
const MOST = 2 ** 52;

/** The least sum of amounts, then fewest things that could be absent. Variables of instances have the path of their part in front, and stand for each of them. */
export function cheapestCosts(
  situation: Situation,
  costs: readonly ChoiceCost[],
): Costs | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const root: Amounts = new Map();
  const parts = situation.parts.map((): Amounts => new Map());
  for (const [at, cost] of costs.entries()) {
    const report = (member: string, code: RequestError, reason: string) =>
      void errors.push({ pointer: jsonPointer(['costs', at, member]), code, reason });
    const place = placeOf(situation, cost.variable);
    const amount = exactNumber(cost.amount);
    if (amount === undefined) report('amount', 'VALUE_TYPE', 'must be a number, or decimal text');
    if (place === undefined) report('variable', 'UNKNOWN_VARIABLE', 'there is no such variable');
    if (place === undefined || amount === undefined) continue;
    const decision = readDecision(place.ground.index, place.variable, cost.value);
    if ('code' in decision) report('value', decision.code, decision.reason);
    else
      addAmount(
        place.part === undefined ? root : (parts[place.part] as Amounts),
        place.variable,
        decision,
        amount,
      );
  }
  if (errors.length > 0) return { errors };
  const amountsAt = (scope: ScopeKey) =>
    scope === 'root' ? root : (parts[(situation.instances[scope] as ListedInstance).part] as Amounts);
  const all = sizeOf(situation);
  const amounts = scopesOf(situation).flatMap((scope) =>
    [...amountsAt(scope).values()].flatMap((values) => [...values.values()]),
  );
  const { scale, exact } = scaleOf(amounts, MOST / all);
  return {
    exact,
    reported: (scope, variable, value) => amountsAt(scope).get(variable)?.get(value) ?? ZERO,
    weights: (scope) => {
      const ground = groundAt(situation, scope);
      const weights = weightsOf(ground, (variable, value) => presenceOf(ground, variable, value));
      for (const [variable, values] of amountsAt(scope)) {
        // Engines know no negative costs: what is added to all values of a variable changes no comparison.
        const least = [...values.values()].reduce((min, amount) => Decimal.min(min, amount), ZERO);
        for (const value of valueTexts(ground.index, variable).keys()) {
          const amount = (values.get(value) ?? ZERO).minus(least).times(scale).round().toNumber();
          const at = (ground.index.offsets[variable] as number) + value;
          weights[at] = (weights[at] as number) + amount * all;
        }
      }
      return weights;
    },
  };
}

/** By variable, then by value. */
type Amounts = Map<number, Map<number, Decimal>>;

function addAmount(amounts: Amounts, variable: number, { value }: Decision, amount: Decimal): void {
  const values = amounts.get(variable) ?? new Map<number, Decimal>();
  amounts.set(variable, values.set(value, (values.get(value) ?? ZERO).plus(amount)));
}

/** By how much amounts are multiplied to be whole; less when they would be too large to be added up. */
function scaleOf(
  amounts: readonly Decimal[],
  most: number,
): { readonly scale: Decimal; readonly exact: boolean } {
  const decimals = amounts.reduce((most, amount) => Math.max(most, amount.decimalPlaces()), 0);
  const total = amounts.reduce((sum, amount) => sum.plus(amount.abs()), ZERO).times(2);
  const scale = new Decimal(10).pow(decimals);
  if (total.times(scale).lte(most)) return { scale, exact: true };
  return { scale: new Decimal(most).div(total), exact: false };
}

function placeOf(
  situation: Situation,
  id: string,
): { readonly ground: ScopeGround; readonly variable: number; readonly part?: number } | undefined {
  const variable = openVariable(situation.root.index, id);
  if (variable !== undefined) return { ground: situation.root, variable };
  for (const [part, definition] of situation.definition.instances.entries()) {
    const ground = situation.parts[part] as ScopeGround;
    if (!id.startsWith(`${definition.path}/`)) continue;
    const own = openVariable(ground.index, id.slice(definition.path.length + 1), definition);
    if (own !== undefined) return { ground, variable: own, part };
  }
  return undefined;
}

function weightsOf(
  { index }: ScopeGround,
  weight: (variable: number, value: number) => number,
): Float64Array {
  const weights = new Float64Array(index.size);
  for (const [variable, { values }] of index.scope.model.variables.entries())
    for (const value of values.keys())
      weights[(index.offsets[variable] as number) + value] = weight(variable, value);
  return weights;
}
