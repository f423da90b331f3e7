import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceEngines } from '../../testing/brute-force-engines.ts';
import { solutions } from '../../testing/enumerate-model.ts';
import {
  type SmallRule,
  type SmallScope,
  type SmallVariable,
  smallScope,
} from '../../testing/small-scope.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { completeConfiguration } from './complete-configuration.ts';
import type { ConfigurationAnswer, DomainEntry } from './configuration-answer.ts';
import type { RequestedChoice } from './configuration-request.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';

/*
 * Numbers 1 to 6 in three intervals, related to each other: every number is tried.
 */
const RANGES = ['1..2', '3..4', '5..6'];
const NUMBERS = ['x', 'y', 'z'];
type Relation = '=' | '<=' | '>=';

const holds = (left: number, relation: Relation, right: number) =>
  relation === '=' ? left === right : relation === '<=' ? left <= right : left >= right;

function number(optional: boolean): SmallVariable {
  const intervals = RANGES.map((range) => {
    const [min = '', max = ''] = range.split('..');
    return { min, max };
  });
  return {
    values: optional ? [...RANGES, '~'] : RANGES,
    intervals: optional ? [...intervals, null] : intervals,
    type: 'integer',
    kind: 'number',
  };
}

function numbersIn(range: string): number[] {
  const [min = 0] = range.split('..').map(Number);
  return [min, min + 1];
}

/** The pairs of intervals in which the relation can hold; what is absent always holds. */
function table(left: string, relation: Relation, right: string, scope: SmallScope['variables']): SmallRule {
  const of = (id: string) => scope[id]?.values ?? [];
  const can = (a: string, b: string) =>
    a === '~' ||
    b === '~' ||
    numbersIn(a).some((one) => numbersIn(b).some((two) => holds(one, relation, two)));
  return {
    id: `${left}-${right}`,
    columns: [left, right],
    rows: of(left).flatMap((a) => of(right).flatMap((b) => (can(a, b) ? [[[a], [b]]] : []))),
  };
}

const cases = fc
  .record({
    optional: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    relations: fc.tuple(
      fc.constantFrom<Relation>('=', '<=', '>='),
      fc.constantFrom<Relation>('=', '<=', '>='),
    ),
    // What a plan asks of one of the numbers.
    planned: fc.constantFrom(...NUMBERS),
    range: fc.constantFrom(...RANGES),
    chosen: fc.dictionary(fc.constantFrom(...NUMBERS), fc.integer({ min: 1, max: 6 }), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    plan: fc.constantFrom('big', 'small', undefined),
    reverse: fc.boolean(),
  })
  .map(({ optional, relations: [first, second], planned, range, chosen, plan, reverse }) => {
    const variables: SmallScope['variables'] = {
      ...Object.fromEntries(NUMBERS.map((id, at) => [id, number(optional[at] === true)])),
      plan: { values: ['big', 'small'] },
    };
    const scope: SmallScope = {
      variables,
      rules: [
        table('x', first, 'y', variables),
        table('y', second, 'z', variables),
        { id: 'plan', where: { plan: ['big'] }, must: { [planned]: [range] } },
      ],
      relations: [
        { ruleId: 'x-y', left: 'x', relation: first, right: 'y', offset: '0' },
        { ruleId: 'y-z', left: 'y', relation: second, right: 'z', offset: '0' },
      ],
    };
    const choices: RequestedChoice[] = [
      ...Object.entries(chosen).map(([variable, value]) => ({ variable, value })),
      ...(plan === undefined ? [] : [{ variable: 'plan', value: plan }]),
    ];
    return { scope, choices: reverse ? choices.toReversed() : choices, relations: [first, second] as const };
  });

type Case = typeof cases extends fc.Arbitrary<infer One> ? One : never;
type World = Readonly<Record<string, unknown>>;

/** Every configuration with every number. */
function worldsOf({ scope, relations: [first, second] }: Case): readonly World[] {
  const { model } = smallScope(scope);
  return [...solutions(model)].flatMap((values) => {
    const options = model.variables.map(
      ({ id, values: texts }, at): readonly (readonly [string, unknown])[] => {
        const text = texts[values[at] as number] as string;
        if (text === '~') return [[id, null]];
        return RANGES.includes(text) ? numbersIn(text).map((one) => [id, one] as const) : [[id, text]];
      },
    );
    const all = options.reduce<World[]>(
      (worlds, own) => worlds.flatMap((world) => own.map(([id, value]) => ({ ...world, [id]: value }))),
      [{}],
    );
    const related = (left: unknown, relation: Relation, right: unknown) =>
      left === null || right === null || holds(left as number, relation, right as number);
    return all.filter(({ x, y, z }) => related(x, first, y) && related(y, second, z));
  });
}

const having = (worlds: readonly World[], choices: readonly RequestedChoice[]) =>
  worlds.filter((world) => choices.every(({ variable, value }) => world[variable] === value));

function answers({ scope, choices }: Case) {
  const definition: ConfigurationDefinition = { offeringId: 'o', scope: smallScope(scope), instances: [] };
  const engines = bruteForceEngines(definition);
  const request = { choices, context: { date: '2026-03-01', values: {} } };
  return {
    evaluated: evaluateConfiguration(definition, engines, request) as ConfigurationAnswer,
    completed: completeConfiguration(definition, engines, request, {
      objective: 'preferred',
    }) as ConfigurationAnswer,
  };
}

function* valuesIn(entries: readonly DomainEntry[]): Generator {
  for (const entry of entries) {
    if (entry !== null && typeof entry === 'object' && 'min' in entry)
      for (let at = Number(entry.min); at <= Number(entry.max); at++) yield at;
    else yield entry;
  }
}

describe('numbers that are related', () => {
  it('are in conflict exactly when there is no configuration, and every choice blamed is needed', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { status, conflict, repairs } = answers(one).evaluated;
        const worlds = worldsOf(one);
        expect(status === 'CONFLICT' || status === 'VOID').toBe(having(worlds, one.choices).length === 0);
        fc.pre(status === 'CONFLICT');
        const blamed = (conflict?.choices ?? []) as RequestedChoice[];
        expect(having(worlds, blamed)).toEqual([]);
        for (const choice of blamed)
          expect(
            having(
              worlds,
              blamed.filter((other) => other !== choice),
            ).length,
          ).toBeGreaterThan(0);
        expect(conflict?.rules.length).toBeGreaterThan(0);
        for (const repair of repairs ?? [])
          expect(
            having(
              worlds,
              one.choices.filter(({ variable }) => !repair.some((given) => given.variable === variable)),
            ).length,
          ).toBeGreaterThan(0);
      }),
      { numRuns: 120 },
    );
  });

  it('are offered as the ranges that lead to a configuration', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { status, variables } = answers(one).evaluated;
        fc.pre(status !== 'CONFLICT' && status !== 'VOID');
        const worlds = worldsOf(one);
        for (const { id, domain } of variables) {
          const others = one.choices.filter(({ variable }) => variable !== id);
          const possible = new Set(having(worlds, others).map((world) => world[id]));
          expect(new Set(valuesIn(domain))).toEqual(possible);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are completed to a configuration', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { evaluated, completed } = answers(one);
        fc.pre(evaluated.status !== 'CONFLICT' && evaluated.status !== 'VOID');
        const worlds = worldsOf(one);
        const said = ({ variables }: ConfigurationAnswer) =>
          variables.map(({ id, value }) => ({ variable: id, value }));
        expect(completed.status).toBe('VALID_COMPLETE');
        expect(having(worlds, said(completed))).toHaveLength(1);
        if (evaluated.status === 'VALID_COMPLETE') expect(having(worlds, said(evaluated))).toHaveLength(1);
      }),
      { numRuns: 120 },
    );
  });
});
