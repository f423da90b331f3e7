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
import type { ConfigurationAnswer } from './configuration-answer.ts';
import type { ConfigurationRequest, RequestedChoice } from './configuration-request.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';
import { explainExclusion } from './explain-exclusion.ts';
import { greedySelection } from './greedy-selection.ts';

const SHAPES: readonly SmallVariable[] = [
  { values: ['x', 'y', 'z'] },
  { values: ['x', 'y', '~'] },
  { values: ['x', 'y', 'z'], defaultValue: 'y' },
  { values: ['x', '~'], defaultValue: 'x' },
];
const QUANTITY: SmallVariable = { values: ['0', '1', '2'] };
const IDS = ['a', 'b', 'c', 'p/@quantity', 'p/d', 'q/@quantity'];

const variables = fc
  .tuple(...IDS.map((id) => (id.endsWith('@quantity') ? fc.constant(QUANTITY) : fc.constantFrom(...SHAPES))))
  .map((shapes) => Object.fromEntries(IDS.map((id, at) => [id, shapes[at] as SmallVariable])));

const scopes: fc.Arbitrary<SmallScope> = variables.chain((all) => {
  const someOf = (id: string) =>
    fc.subarray([...(all[id] as SmallVariable).values], { minLength: 1, maxLength: 2 });
  const values = (size: number) =>
    fc
      .subarray(IDS, { minLength: 1, maxLength: size })
      .chain((ids) =>
        fc
          .tuple(...ids.map(someOf))
          .map((sets) => Object.fromEntries(ids.map((id, at) => [id, sets[at] ?? []]))),
      );
  const body = fc.oneof(
    // A variable occurs at most once in a clause.
    fc.tuple(values(1), values(2)).map(([left, right]) => ({
      where: left,
      must: Object.fromEntries(Object.entries(right).filter(([id]) => !(id in left))),
    })),
    fc
      .tuple(values(4), fc.constantFrom(1, 2, null), fc.constantFrom(2, 3, null))
      .map(([of, lower, upper]) => ({ of, lower, upper })),
  );
  const rules = fc
    .array(body, { maxLength: 5 })
    .map((bodies) => bodies.map((rule, at): SmallRule => ({ id: `r${at}`, ...rule })));
  const defaults = fc
    .array(fc.constantFrom(...IDS), { maxLength: 2 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id, at) => someOf(id).map(([value = '']) => ({ id: `d${at}`, variable: id, value }))),
      ),
    );
  return fc.record({ variables: fc.constant(all), rules, defaults });
});

function typed(id: string, text: string): RequestedChoice['value'] {
  return id.endsWith('@quantity') ? Number(text) : text === '~' ? null : text;
}

const cases = scopes.chain((scope) =>
  fc
    .shuffledSubarray(IDS, { maxLength: 4 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((variable) =>
          fc
            .constantFrom(...(scope.variables[variable] as SmallVariable).values)
            .map((text) => ({ variable, value: typed(variable, text) })),
        ),
      ),
    )
    .map((choices) => ({ scope, choices: choices as RequestedChoice[] })),
);

function prepared(scope: SmallScope) {
  const definition: ConfigurationDefinition = { offeringId: 'o', scope: smallScope(scope), instances: [] };
  const engines = bruteForceEngines(definition);
  const request = (choices: readonly RequestedChoice[]): ConfigurationRequest => ({
    choices,
    context: { date: '2026-03-01', values: {} },
  });
  const { model } = definition.scope;
  const all = [...solutions(model)].map((values) =>
    Object.fromEntries(
      model.variables.map(({ id, values: texts }, at) => [
        id,
        typed(id, texts[values[at] as number] as string),
      ]),
    ),
  );
  return {
    answer: (choices: readonly RequestedChoice[]) =>
      evaluateConfiguration(definition, engines, request(choices)) as ConfigurationAnswer,
    explain: (choices: readonly RequestedChoice[], reasonRef: string) =>
      explainExclusion(definition, engines, request(choices), reasonRef),
    /** Configurations that have all of these. */
    having: (choices: readonly { readonly variable: string; readonly value: unknown }[]) =>
      all.filter((one) => choices.every(({ variable, value }) => one[variable] === value)),
  };
}

describe('any answer', () => {
  it('does not depend on the order of choices, but for what a conflict blames', () => {
    fc.assert(
      fc.property(cases, ({ scope, choices }) => {
        const { answer } = prepared(scope);
        const { conflict, repairs, ...rest } = answer(choices);
        const { conflict: other, repairs: others, ...reversed } = answer(choices.toReversed());
        expect(JSON.stringify(reversed)).toBe(JSON.stringify(rest));
        expect([other === undefined, others === undefined]).toEqual([
          conflict === undefined,
          repairs === undefined,
        ]);
      }),
    );
  });

  it('offers exactly what leads to a configuration, the other choices kept', () => {
    fc.assert(
      fc.property(cases, ({ scope, choices }) => {
        const { answer, having } = prepared(scope);
        for (const { id, domain, excluded } of answer(choices).variables) {
          const others = choices.filter(({ variable }) => variable !== id);
          const texts = scope.variables[id]?.values ?? [];
          const possible = texts
            .map((text) => typed(id, text))
            .filter((value) => having([...others, { variable: id, value }]).length > 0);
          expect(domain).toEqual(possible);
          expect(domain.length + excluded.length).toBe(texts.length);
        }
      }),
    );
  });

  it('keeps what the user chose, and is complete only when it is a configuration', () => {
    fc.assert(
      fc.property(cases, ({ scope, choices }) => {
        const { answer, having } = prepared(scope);
        const { status, variables, missing } = answer(choices);
        for (const { variable, value } of choices)
          expect(variables.find(({ id }) => id === variable)).toMatchObject({ value, source: 'USER' });
        expect(status === 'VALID_COMPLETE' || status === 'VALID_INCOMPLETE').toBe(having(choices).length > 0);
        if (status === 'VALID_COMPLETE')
          expect(having(variables.map(({ id, value }) => ({ variable: id, value })))).toHaveLength(1);
        // What is said already can be completed.
        const said = variables.filter(
          ({ id, value, source }) => source !== 'NONE' || (value !== null && id !== ''),
        );
        if (status === 'VALID_INCOMPLETE') {
          expect(having(said.map(({ id, value }) => ({ variable: id, value }))).length).toBeGreaterThan(0);
          expect(missing.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('blames choices that are all needed, and offers repairs that work', () => {
    fc.assert(
      fc.property(cases, ({ scope, choices }) => {
        const { answer, having } = prepared(scope);
        const { status, conflict, repairs } = answer(choices);
        fc.pre(status === 'CONFLICT');
        const blamed = conflict?.choices ?? [];
        expect(having(blamed)).toEqual([]);
        for (const choice of blamed)
          expect(having(blamed.filter((other) => other !== choice)).length).toBeGreaterThan(0);
        expect(repairs?.length).toBeGreaterThan(0);
        for (const repair of repairs ?? []) {
          const kept = choices.filter(({ variable }) => !repair.some((given) => given.variable === variable));
          expect(having(kept).length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('can say of every value it excludes why that is', () => {
    fc.assert(
      fc.property(cases, ({ scope, choices }) => {
        const { answer, explain, having } = prepared(scope);
        const { status, variables } = answer(choices);
        fc.pre(status !== 'CONFLICT' && status !== 'VOID');
        for (const { id, excluded } of variables) {
          for (const { id: value, reasonRef } of excluded) {
            const why = explain(choices, reasonRef);
            const asked = { variable: id, value };
            const blamed = why.kind === 'excluded' ? why.conflict.choices : [];
            expect(['excluded', 'dead']).toContain(why.kind);
            expect(having([asked, ...blamed])).toEqual([]);
            expect(blamed.every(({ variable }) => variable !== id)).toBe(true);
            expect(why.kind === 'dead').toBe(having([asked]).length === 0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a selection by halves', () => {
  it('takes what trying one by one would take', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { maxLength: 12 }),
        fc.array(fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        (candidates, forbidden) => {
          const holds = (taken: readonly number[]) =>
            !forbidden.some((set) => set.every((item) => taken.includes(item)));
          fc.pre(holds([]));
          const oneByOne: number[] = [];
          for (const item of candidates) if (holds([...oneByOne, item])) oneByOne.push(item);
          expect(greedySelection(candidates, holds, 1_000).taken).toEqual(oneByOne);
        },
      ),
    );
  });
});
