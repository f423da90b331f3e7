import { describe, expect, it } from 'vitest';
import { type SmallRule, type SmallVariable, smallScope } from '../../testing/small-scope.ts';
import { scopeEngine } from '../artefact/engines.ts';
import type { Explainer, Reasoner } from '../reasoner.ts';
import type { ConfigurationAnswer } from './configuration-answer.ts';
import type { RequestedChoice } from './configuration-request.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';

const GROUPS = 30;
const PARTS = [0, 1, 2, 3, 4];

/** Groups of parts of which one or two are wanted, with defaults for what the parts have. */
function groups() {
  const variables: Record<string, SmallVariable> = {};
  const rules: SmallRule[] = [];
  for (let group = 0; group < GROUPS; group++) {
    const parts = PARTS.map((part) => `g${group}p${part}`);
    for (const id of parts) {
      variables[`${id}/@quantity`] = { values: ['0', '1'] };
      variables[`${id}/size`] = { values: ['s', 'l', '~'], defaultValue: 's' };
      rules.push({
        id: `${id}-there`,
        where: { [`${id}/@quantity`]: ['1'] },
        must: { [`${id}/size`]: ['s', 'l'] },
      });
      rules.push({
        id: `${id}-away`,
        where: { [`${id}/@quantity`]: ['0'] },
        must: { [`${id}/size`]: ['~'] },
      });
    }
    const of = Object.fromEntries(parts.map((id) => [`${id}/@quantity`, ['1']]));
    rules.push({ id: `g${group}`, of, lower: 1, upper: 2 });
    // The same as a clause, for two parts of their own.
    const pair = [`h${group}p0/@quantity`, `h${group}p1/@quantity`];
    for (const id of pair) variables[id] = { values: ['0', '1'] };
    rules.push({ id: `h${group}`, where: {}, must: Object.fromEntries(pair.map((id) => [id, ['1']])) });
  }
  return smallScope({ variables, rules });
}

describe('a click', () => {
  const scope = groups();
  const { reasoner, explainer } = scopeEngine(scope.model, { steps: 0 });

  function ask(choices: readonly RequestedChoice[]) {
    let questions = 0;
    const asked: Explainer = {
      ...explainer,
      conflict: (assumptions) => {
        questions += 1;
        return explainer.conflict(assumptions);
      },
      blamed: (assumptions) => {
        questions += 1;
        return explainer.blamed(assumptions);
      },
    };
    const counted: Reasoner = {
      ...reasoner,
      consistent: (allowed) => {
        questions += 1;
        return reasoner.consistent(allowed);
      },
      alternatives: (allowed) => {
        questions += 1;
        return reasoner.alternatives(allowed);
      },
    };
    const answer = evaluateConfiguration(
      { offeringId: 'o', scope, instances: [] },
      { scope: { reasoner: counted, explainer: asked }, instances: new Map() },
      { choices, context: { date: '2026-03-01', values: {} } },
    ) as ConfigurationAnswer;
    return { questions, answer };
  }

  it('asks the engine few questions, however many rules want one of several', () => {
    const { questions, answer } = ask([]);
    expect(answer.missing).toHaveLength(GROUPS * (PARTS.length + 2));
    expect(questions).toBeLessThanOrEqual(3);
  });

  it('asks a few more where defaults and absences follow', () => {
    const choices = Array.from({ length: GROUPS }, (_, group) => [
      { variable: `g${group}p1/@quantity`, value: 1 },
      { variable: `h${group}p1/@quantity`, value: 1 },
    ]).flat();
    const { questions, answer } = ask(choices);
    expect(answer.status).toBe('VALID_COMPLETE');
    expect(questions).toBeLessThanOrEqual(6);
  });
});
