import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ConfigurationDefinition, InstanceDefinition } from '../model/configuration-definition.ts';
import type { ConfigurationRequest, RequestError, RequestedChoice } from './configuration-request.ts';
import type { Decision, Decisions } from './decision.ts';
import { readDecision } from './read-decision.ts';
import { definedVariable, type ScopeIndex, scopeIndex, valueTexts } from './scope-index.ts';

/** A request whose names are resolved. Maps are in the order of the request. */
export interface ReadRequest {
  readonly root: Decisions;
  readonly instances: readonly ReadInstance[];
  /** How many instances are listed, for each part of the definition. */
  readonly listed: readonly number[];
}

interface ReadInstance {
  /** Index into the definition's instances. */
  readonly part: number;
  readonly definition: InstanceDefinition;
  readonly id: string;
  readonly decisions: Decisions;
}

type Report = (path: readonly PropertyKey[], code: RequestError, reason: string) => void;

export function readRequest(
  definition: ConfigurationDefinition,
  request: Pick<ConfigurationRequest, 'choices' | 'instances'>,
): ReadRequest | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const report: Report = (path, code, reason) =>
    void errors.push({ pointer: jsonPointer(path), code, reason });
  const root = readChoices(scopeIndex(definition.scope), request.choices, ['choices'], report);
  const instances: ReadInstance[] = [];
  const listed = definition.instances.map(() => 0);
  const seen = new Set<string>();
  for (const [at, { path, id, choices }] of (request.instances ?? []).entries()) {
    const part = definition.instances.findIndex((candidate) => candidate.path === path);
    const found = definition.instances[part];
    if (found === undefined) {
      report(['instances', at, 'path'], 'UNKNOWN_VARIABLE', 'there is no part with instances of this path');
      continue;
    }
    const name = JSON.stringify([path, id]);
    if (seen.has(name))
      report(['instances', at, 'id'], 'DUPLICATE_INSTANCE', 'there is one of this id already');
    seen.add(name);
    const count = (listed[part] as number) + 1;
    listed[part] = count;
    if (count > mostOf(definition, found))
      report(['instances', at], 'QUANTITY_OUT_OF_RANGE', 'is one more than there can be');
    const index = scopeIndex(found.scope);
    const decisions = readChoices(index, choices, ['instances', at, 'choices'], report, found);
    instances.push({ part, definition: found, id, decisions });
  }
  return errors.length > 0 ? { errors } : { root, instances, listed };
}

function mostOf(definition: ConfigurationDefinition, { countVariable }: InstanceDefinition): number {
  return Number(valueTexts(scopeIndex(definition.scope), countVariable).at(-1));
}

function readChoices(
  index: ScopeIndex,
  choices: readonly RequestedChoice[],
  path: readonly PropertyKey[],
  report: Report,
  instance?: InstanceDefinition,
): Decisions {
  const decisions = new Map<number, Decision>();
  for (const [at, { variable: id, value }] of choices.entries()) {
    const variable = openVariable(index, id, instance);
    if (variable === undefined) {
      report([...path, at, 'variable'], 'UNKNOWN_VARIABLE', 'there is no such variable');
      continue;
    }
    if (decisions.has(variable))
      report([...path, at, 'variable'], 'DUPLICATE_CHOICE', 'it is chosen already');
    const decision = readDecision(index, variable, value);
    if ('code' in decision)
      report([...path, at, 'value'], decision.code, named(index, variable, decision.reason));
    else decisions.set(variable, decision);
  }
  return decisions;
}

/** A variable that can be chosen: auxiliary ones cannot, and what an instance shares is chosen at its parent. */
export function openVariable(
  index: ScopeIndex,
  id: string,
  instance?: InstanceDefinition,
): number | undefined {
  const variable = index.byId.get(id);
  if (variable === undefined || index.shown[variable] !== true) return undefined;
  return instance?.interface?.own === variable ? undefined : variable;
}

function named(index: ScopeIndex, variable: number, reason: string): string {
  return `${definedVariable(index, variable).name}: ${reason}`;
}
