import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import type { Exclusion, InstanceRef } from './configuration-answer.ts';
import type {
  ChoiceValue,
  ConfigurationEngines,
  ConfigurationRequest,
  Refused,
  RequestError,
} from './configuration-request.ts';
import type { PlacedDecision } from './decision.ts';
import { conflictAnswer, findConflict, sortedRules } from './find-conflict.ts';
import { greedySelection } from './greedy-selection.ts';
import { readDecision } from './read-decision.ts';
import { openVariable, readRequest } from './read-request.ts';
import { readReasonRef } from './reason-reference.ts';
import { configurationHolds } from './settle-configuration.ts';
import {
  type AllDecisions,
  groundAt,
  placed,
  questionsOf,
  type Situation,
  scopesOf,
  situationOf,
  withDecisions,
} from './situation.ts';

/** The value that is asked about: by name, or the `reasonRef` of an answer. */
export type AskedValue =
  | { readonly variable: string; readonly value: ChoiceValue; readonly instance?: InstanceRef | undefined }
  | string;

const BUDGET = 1_000;

/** Why a value cannot be had: with the choices that can be together, and with what it would be instead of left out. */
export function explainExclusion(
  definition: ConfigurationDefinition,
  engines: ConfigurationEngines,
  request: Pick<ConfigurationRequest, 'choices' | 'instances' | 'context'>,
  asked: AskedValue,
): Exclusion | Refused {
  const read = readRequest(definition, request);
  if ('errors' in read) return { kind: 'refused', errors: read.errors };
  const situation = situationOf(definition, engines, request, read);
  const found = readAsked(situation, asked);
  if ('errors' in found) return { kind: 'refused', errors: found.errors };
  const none: AllDecisions = { root: new Map(), instances: read.instances.map(() => new Map()) };
  const chosen = { root: read.root, instances: read.instances.map(({ decisions }) => decisions) };
  const others = placed(chosen, scopesOf(situation)).filter(
    ({ scope, variable }) => scope !== found.scope || variable !== found.variable,
  );
  const holds = (taken: readonly PlacedDecision[]) =>
    configurationHolds(situation, withDecisions(none, taken));
  const standing = greedySelection(others, holds, questionsOf(situation, BUDGET)).taken;
  // The last one is blamed first, and that is the value in question.
  const blame = findConflict(situation, withDecisions(none, [...standing, found]));
  if (blame === undefined) return { kind: 'possible' };
  const decisions = blame.decisions.filter(
    ({ scope, variable }) => scope !== found.scope || variable !== found.variable,
  );
  if (decisions.length === 0 && blame.listed.length === 0)
    return { kind: 'dead', rules: sortedRules(blame.rules), minimal: blame.minimal };
  return { kind: 'excluded', conflict: conflictAnswer(situation, { ...blame, decisions }) };
}

function readAsked(
  situation: Situation,
  asked: AskedValue,
): PlacedDecision | { readonly errors: readonly FieldError[] } {
  if (typeof asked === 'string') {
    const referred = readReasonRef(situation, asked);
    if (referred === undefined) return wrong('reasonRef', 'UNKNOWN_VALUE', 'there is no such value');
    return { ...referred, decision: { value: referred.value } };
  }
  const { variable: id, value, instance } = asked;
  const scope =
    instance === undefined
      ? 'root'
      : situation.instances.findIndex(
          (listed) => listed.definition.path === instance.path && listed.id === instance.id,
        );
  if (scope === -1) return wrong('instance', 'UNKNOWN_VARIABLE', 'it is not listed');
  const { index } = groundAt(situation, scope);
  const variable = openVariable(
    index,
    id,
    scope === 'root' ? undefined : situation.instances[scope]?.definition,
  );
  if (variable === undefined) return wrong('variable', 'UNKNOWN_VARIABLE', 'there is no such variable');
  const decision = readDecision(index, variable, value);
  return 'code' in decision ? wrong('value', decision.code, decision.reason) : { scope, variable, decision };
}

function wrong(
  member: string,
  code: RequestError,
  reason: string,
): { readonly errors: readonly FieldError[] } {
  return { errors: [{ pointer: jsonPointer([member]), code, reason }] };
}
