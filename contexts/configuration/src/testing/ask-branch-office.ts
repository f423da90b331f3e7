import { scopeEngine } from '../domain/artefact/engines.ts';
import { type CompletionGoal, completeConfiguration } from '../domain/evaluation/complete-configuration.ts';
import type {
  AnswerVariable,
  CompletedConfiguration,
  ConfigurationAnswer,
} from '../domain/evaluation/configuration-answer.ts';
import type {
  ChoiceValue,
  ConfigurationEngines,
  ConfigurationRequest,
} from '../domain/evaluation/configuration-request.ts';
import { evaluateConfiguration } from '../domain/evaluation/evaluate-configuration.ts';
import { type AskedValue, explainExclusion } from '../domain/evaluation/explain-exclusion.ts';
import type { ConfigurationDefinition } from '../domain/model/configuration-definition.ts';
import { branchOffice } from './branch-office.ts';

/** The solver for each scope, as when nothing was compiled. */
export function engines({ scope, instances }: ConfigurationDefinition): ConfigurationEngines {
  return {
    scope: scopeEngine(scope.model, { steps: 0 }),
    instances: new Map(instances.map((part) => [part.path, scopeEngine(part.scope.model, { steps: 0 })])),
  };
}

type Chosen = Readonly<Record<string, ChoiceValue>>;

const choicesOf = (chosen: Chosen) =>
  Object.entries(chosen).map(([variable, value]) => ({ variable, value }));

export function request(chosen: Chosen, sites: Readonly<Record<string, Chosen>> = {}): ConfigurationRequest {
  return {
    choices: choicesOf(chosen),
    instances: Object.entries(sites).map(([id, own]) => ({ path: 'site', id, choices: choicesOf(own) })),
    context: { date: '2026-03-01', values: {} },
  };
}

export const OFFICE = branchOffice();
export const ENGINES = engines(OFFICE);

export function ask(...asked: Parameters<typeof request>): ConfigurationAnswer {
  return evaluateConfiguration(OFFICE, ENGINES, request(...asked)) as ConfigurationAnswer;
}

export function complete(goal: CompletionGoal, ...asked: Parameters<typeof request>): CompletedConfiguration {
  return completeConfiguration(OFFICE, ENGINES, request(...asked), goal) as CompletedConfiguration;
}

export const explain = (asked: AskedValue, ...given: Parameters<typeof request>) =>
  explainExclusion(OFFICE, ENGINES, request(...given), asked);

export function values(variables: readonly AnswerVariable[] | undefined) {
  return Object.fromEntries((variables ?? []).map(({ id, value, source }) => [id, `${value} ${source}`]));
}

export const find = (variables: readonly AnswerVariable[] | undefined, id: string) =>
  variables?.find((variable) => variable.id === id);

export const site = (id: string) => ({ path: 'site', id });
