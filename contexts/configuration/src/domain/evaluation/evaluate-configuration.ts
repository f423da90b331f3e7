import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import type { AnswerInstance, ConfigurationAnswer } from './configuration-answer.ts';
import type { ConfigurationEngines, ConfigurationRequest, Refused } from './configuration-request.ts';
import { countRemaining } from './count-remaining.ts';
import { deriveValues } from './derive-values.ts';
import { describeScope, type Steps } from './describe-scope.ts';
import { choiceRef, conflictAnswer, findConflict } from './find-conflict.ts';
import { findRepairs } from './find-repairs.ts';
import { giveAdvice } from './give-advice.ts';
import { missingVariables } from './missing-variables.ts';
import { readRequest } from './read-request.ts';
import { configurationHolds, settleConfiguration } from './settle-configuration.ts';
import { type AllDecisions, type Situation, situationOf } from './situation.ts';

/**
 * Answers a configuration request from what was published and what is chosen, and from nothing else. The order of
 * choices changes only which of them a conflict blames: newer ones first.
 */
export function evaluateConfiguration(
  definition: ConfigurationDefinition,
  engines: ConfigurationEngines,
  request: ConfigurationRequest,
): ConfigurationAnswer | Refused {
  const read = readRequest(definition, request);
  if ('errors' in read) return { kind: 'refused', errors: read.errors };
  const situation = situationOf(definition, engines, request, read);
  const decisions: AllDecisions = {
    root: read.root,
    instances: read.instances.map((instance) => instance.decisions),
  };
  const user = settleConfiguration(situation, decisions);
  if (!user.holds) return conflictOf(situation, decisions, { user }, request);
  const derived = deriveValues(situation, decisions, user);
  const { final } = derived;
  const missing = missingVariables(situation, final);
  const remaining = request.count === true ? countRemaining(situation, user) : undefined;
  return {
    kind: 'answer',
    status: missing.length === 0 ? 'VALID_COMPLETE' : 'VALID_INCOMPLETE',
    ...describe(situation, { user, ...derived }, request),
    missing,
    advice: giveAdvice(situation, final),
    ...(remaining !== undefined && { remaining: remaining.toString() }),
  };
}

/** Variables and instances of an answer. */
export function describe(
  situation: Situation,
  steps: Steps,
  { only }: Pick<ConfigurationRequest, 'only'>,
): Pick<ConfigurationAnswer, 'variables' | 'instances'> {
  const wanted = only === undefined ? undefined : new Set(only);
  return {
    variables: describeScope(situation, 'root', steps, wanted),
    instances: situation.instances.map(
      ({ definition, id }, at): AnswerInstance => ({
        path: definition.path,
        id,
        variables: describeScope(situation, at, steps, wanted),
      }),
    ),
  };
}

function conflictOf(
  situation: Situation,
  decisions: AllDecisions,
  steps: Steps,
  request: ConfigurationRequest,
): ConfigurationAnswer {
  const nothing: AllDecisions = { root: new Map(), instances: [] };
  const empty = { ...situation, instances: [], listed: situation.listed.map(() => 0) };
  const isVoid = !configurationHolds(empty, nothing);
  const blame = isVoid ? findConflict(empty, nothing) : findConflict(situation, decisions);
  const repairs = isVoid || blame === undefined ? [] : findRepairs(situation, decisions, blame.decisions);
  return {
    kind: 'answer',
    status: isVoid ? 'VOID' : 'CONFLICT',
    ...describe(situation, steps, request),
    missing: [],
    ...(blame !== undefined && { conflict: conflictAnswer(situation, blame) }),
    repairs: repairs.map((repair) => repair.map((choice) => choiceRef(situation, choice))),
    advice: [],
    ...(request.count === true && { remaining: '0' }),
  };
}
