import { decimal, decimalProblem, decimalText, ZERO } from '@quotewright/kernel';
import { evaluateExpression, type Facts, type Known } from '../expression/evaluate-expression.ts';
import type { Expression } from '../expression/expression.ts';
import type { ConfigurationRequest } from './configuration-request.ts';
import type { ScopeKey } from './decision.ts';
import { flagsOf, onlyValue } from './flags.ts';
import { definedVariable } from './scope-index.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import type { Settled } from './settle-scope.ts';
import { settledAt } from './settled-at.ts';
import type { Situation } from './situation.ts';
import { decidedValue } from './typed-value.ts';
import { isDecided } from './undecided.ts';

type Context = ConfigurationRequest['context'];

/** What is not sure is false. */
export function surely(expression: Expression, facts: Facts): boolean {
  return evaluateExpression(expression, facts) === true;
}

/** Whether a condition over the context alone holds for sure. */
export function holdsInContext(when: Expression, context: Context): boolean {
  return surely(when, {
    variable: () => undefined,
    isPresent: () => undefined,
    sum: () => undefined,
    context: contextOf(context),
  });
}

function contextOf({ date, values }: Context): Facts['context'] {
  return (name) => {
    if (name === 'date') return date;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    // A number that no decimal can hold is no number that a rule speaks of.
    return typeof value === 'number' && decimalProblem(String(value)) !== undefined ? undefined : value;
  };
}

/** What is known in a scope: of each variable that is decided. */
export function scopeFacts(situation: Situation, settled: SettledConfiguration, scope: ScopeKey): Facts {
  const own = settledAt(settled, scope);
  const { index } = own.given;
  return {
    context: contextOf(situation.request.context),
    variable: (id) => {
      const variable = index.byId.get(id);
      return variable === undefined ? undefined : knownValue(own, variable);
    },
    isPresent: (path) => {
      const ids = path === '' ? ['@quantity'] : [`${path}/@quantity`, `${path}/@count`];
      const variable = ids.map((id) => index.byId.get(id)).find((found) => found !== undefined);
      if (variable === undefined) return path === '' ? true : undefined;
      return knownPresence(own, variable);
    },
    sum: (id) => (scope === 'root' ? knownSum(situation, settled, id) : undefined),
  };
}

function knownValue(settled: Settled, variable: number): Known {
  if (!isDecided(settled, variable)) return undefined;
  const value = decidedValue(settled, variable);
  const { type } = definedVariable(settled.given.index, variable);
  const isNumber = value !== null && (type === 'integer' || type === 'decimal');
  return isNumber ? { number: String(value) } : (value as string | boolean | null);
}

function knownPresence({ given: { index }, possible }: Settled, variable: number): boolean | undefined {
  const flags = flagsOf(index, possible, variable);
  const absent = index.absent[variable] as number;
  if (absent < 0 || flags[absent] === 0) return true;
  return onlyValue(index, possible, variable) === absent ? false : undefined;
}

/** Known when all instances are listed and each one has a number. */
function knownSum(
  situation: Situation,
  { root, instances }: SettledConfiguration,
  id: string,
): string | undefined {
  const part = situation.definition.instances.findIndex(({ path }) => id.startsWith(`${path}/`));
  const definition = situation.definition.instances[part];
  if (definition === undefined) return undefined;
  const count = knownValue(root, definition.countVariable);
  if (typeof count !== 'object' || Number(count?.number) !== situation.listed[part]) return undefined;
  let sum = ZERO;
  for (const [at, instance] of situation.instances.entries()) {
    if (instance.part !== part) continue;
    const own = instances[at] as Settled;
    const variable = own.given.index.byId.get(id.slice(definition.path.length + 1));
    const value = variable === undefined ? undefined : knownValue(own, variable);
    if (value === undefined || (value !== null && typeof value !== 'object')) return undefined;
    sum = value === null ? sum : sum.plus(decimal(value.number));
  }
  return decimalText(sum);
}
