import type { ConfigurationAnswer } from '../domain/evaluation/configuration-answer.ts';
import type { ConfigurationRequest, RequestedChoice } from '../domain/evaluation/configuration-request.ts';
import { evaluateConfiguration } from '../domain/evaluation/evaluate-configuration.ts';
import { bruteForceEngines } from './brute-force-engines.ts';
import { type SmallScope, smallScope } from './small-scope.ts';

/** A car: what it is driven by decides on its gearbox and on what it can tow. */
export const CAR: SmallScope = {
  variables: {
    engine: { values: ['petrol', 'diesel', 'electric'] },
    gearbox: { values: ['manual', 'automatic'], defaultValue: 'manual' },
    paint: { values: ['red', 'blue', '~'] },
    'tow/@quantity': { values: ['0', '1'] },
    'tow/kind': { values: ['fixed', 'folding', '~'], owner: 'tow' },
  },
  rules: [
    { id: 'electric-automatic', where: { engine: ['electric'] }, must: { gearbox: ['automatic'] } },
    { id: 'electric-no-tow', where: { engine: ['electric'] }, must: { 'tow/@quantity': ['0'] } },
    { id: 'tow-kind', where: { 'tow/@quantity': ['1'] }, must: { 'tow/kind': ['fixed', 'folding'] } },
    { id: 'tow-none', where: { 'tow/@quantity': ['0'] }, must: { 'tow/kind': ['~'] } },
  ],
};

/** Asks the engines that cannot be wrong. */
export function ask(
  scope: SmallScope,
  choices: Readonly<Record<string, RequestedChoice['value']>>,
  more: Partial<ConfigurationRequest> = {},
) {
  const definition = { offeringId: 'car', scope: smallScope(scope), instances: [] };
  return evaluateConfiguration(definition, bruteForceEngines(definition), {
    choices: Object.entries(choices).map(([variable, value]) => ({ variable, value })),
    context: { date: '2026-03-01', values: {} },
    ...more,
  });
}

export function answer(...asked: Parameters<typeof ask>): ConfigurationAnswer {
  const result = ask(...asked);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.errors));
  return result;
}

/** `value source` of each variable. */
export function values({ variables }: Pick<ConfigurationAnswer, 'variables'>) {
  return Object.fromEntries(variables.map(({ id, value, source }) => [id, `${value} ${source}`]));
}

export const domainOf = ({ variables }: ConfigurationAnswer, id: string) =>
  variables.find((variable) => variable.id === id)?.domain;
