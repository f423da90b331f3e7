import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceEngines } from '../../testing/brute-force-engines.ts';
import { solutions } from '../../testing/enumerate-model.ts';
import { type SmallRule, type SmallScope, smallScope } from '../../testing/small-scope.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { type CompletionGoal, completeConfiguration } from './complete-configuration.ts';
import type { CompletedConfiguration } from './configuration-answer.ts';

const VARIABLES: SmallScope['variables'] = {
  a: { values: ['x', 'y', 'z'], defaultValue: 'x' },
  b: { values: ['x', 'y', '~'], defaultValue: 'y' },
  c: { values: ['x', 'y', 'z'] },
  'p/@quantity': { values: ['0', '1', '2'] },
  'p/d': { values: ['x', 'y', '~'], defaultValue: 'x' },
};
const IDS = Object.keys(VARIABLES);
const PART: readonly SmallRule[] = [
  { id: 's1', where: { 'p/@quantity': ['0'] }, must: { 'p/d': ['~'] } },
  { id: 's2', where: { 'p/@quantity': ['1', '2'] }, must: { 'p/d': ['x', 'y'] } },
];

const someOf = (id: string) =>
  fc.subarray([...(VARIABLES[id]?.values ?? [])], { minLength: 1, maxLength: 2 });
const cases = fc.record({
  rules: fc.array(
    fc
      .shuffledSubarray(IDS, { minLength: 2, maxLength: 2 })
      .chain(([one = '', two = '']) =>
        fc
          .tuple(someOf(one), someOf(two))
          .map(([left, right]) => ({ where: { [one]: left }, must: { [two]: right } })),
      ),
    { maxLength: 4 },
  ),
  amounts: fc.array(
    fc.tuple(
      fc.constantFrom(...IDS.flatMap((id) => (VARIABLES[id]?.values ?? []).map((text) => ({ id, text })))),
      fc.constantFrom('0.1', '0.2', '3', '12.75'),
    ),
    { maxLength: 8 },
  ),
});

const typed = (id: string, text: string) => (id.includes('@') ? Number(text) : text === '~' ? null : text);

function completed(rules: readonly object[], goal: CompletionGoal) {
  const scope = smallScope({
    variables: VARIABLES,
    rules: [...PART, ...rules.map((rule, at) => ({ id: `r${at}`, ...rule }) as SmallRule)],
  });
  const definition: ConfigurationDefinition = { offeringId: 'o', scope, instances: [] };
  const request = { choices: [], context: { date: '2026-03-01', values: {} } };
  const answer = completeConfiguration(definition, bruteForceEngines(definition), request, goal);
  const worlds = [...solutions(scope.model)].map((values) =>
    Object.fromEntries(
      scope.model.variables.map(({ id, values: texts }, at) => [
        id,
        typed(id, texts[values[at] as number] as string),
      ]),
    ),
  );
  const { status, variables, completion } = answer as CompletedConfiguration;
  const said = Object.fromEntries(variables.map(({ id, value }) => [id, value]));
  return { status, said, completion, worlds };
}

describe('a completion', () => {
  it('costs as little as any configuration', () => {
    fc.assert(
      fc.property(cases, ({ rules, amounts }) => {
        const costs = amounts.map(([{ id, text }, amount]) => ({
          variable: id,
          value: typed(id, text),
          amount,
        }));
        const { status, said, completion, worlds } = completed(rules, { objective: 'cheapest', costs });
        fc.pre(status !== 'VOID');
        // In hundredths, where nothing is lost.
        const cost = (world: Readonly<Record<string, unknown>>) =>
          costs
            .filter(({ variable, value }) => world[variable] === value)
            .reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
        expect(worlds).toContainEqual(said);
        expect(cost(said)).toBe(Math.min(...worlds.map(cost)));
        expect(Math.round(Number(completion?.cost) * 100)).toBe(cost(said));
        expect(completion?.optimal).toBe(true);
      }),
    );
  });

  it('departs from as few defaults as any configuration', () => {
    fc.assert(
      fc.property(cases, ({ rules }) => {
        const { status, said, completion, worlds } = completed(rules, { objective: 'preferred' });
        fc.pre(status !== 'VOID');
        const possible = (id: string) => new Set(worlds.map((world) => world[id]));
        // A default that cannot be is none; what is absent with its part departs from nothing.
        const departures = (world: Readonly<Record<string, unknown>>) =>
          IDS.filter((id) => {
            const preferred = VARIABLES[id]?.defaultValue;
            if (preferred === undefined || !possible(id).has(preferred)) return false;
            return world[id] !== preferred && !(id === 'p/d' && world[id] === null);
          }).length;
        expect(worlds).toContainEqual(said);
        expect(departures(said)).toBe(Math.min(...worlds.map(departures)));
        expect(completion?.cost).toBe(String(departures(said)));
      }),
    );
  });
});
