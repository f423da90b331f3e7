import assert from 'node:assert/strict';
import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import {
  type CompiledScope,
  decodeArtefact,
  definitionHashOf,
  ENGINE_VERSION,
  encodeArtefact,
} from '../domain/artefact/artefact-format.ts';
import { compileScopes } from '../domain/artefact/compile-scopes.ts';
import { enginesOf } from '../domain/artefact/engines.ts';
import { completeConfiguration } from '../domain/evaluation/complete-configuration.ts';
import type { ChoiceRef, ConfigurationAnswer } from '../domain/evaluation/configuration-answer.ts';
import type { ConfigurationEngines, RequestedChoice } from '../domain/evaluation/configuration-request.ts';
import { evaluateConfiguration } from '../domain/evaluation/evaluate-configuration.ts';
import { type CanonicalModel, NONE } from '../domain/model/canonical-model.ts';
import { offsetsOf, type Reasoner } from '../domain/reasoner.ts';
import { bruteForceReasoner } from './brute-force-reasoner.ts';
import { satisfies, solutions } from './enumerate-model.ts';
import { type RandomQuestion, randomModel, randomQuestion, wholeOffering } from './random-model.ts';

/*
 * What must be true of the engines, whatever the model: each law is a property over random models, held against the
 * meaning of the model itself.
 */

/** What is chosen of a variable: its index, and that of the value. */
interface Chosen {
  readonly variable: number;
  readonly value: number;
}

interface Click {
  readonly model: CanonicalModel;
  readonly chosen: readonly Chosen[];
}

const click: fc.Arbitrary<Click> = randomModel.chain((model) =>
  fc
    .shuffledSubarray([...model.variables.keys()])
    .chain((variables) =>
      fc.tuple(
        ...variables.map((variable) =>
          fc
            .nat({ max: (model.variables[variable]?.values.length ?? 1) - 1 })
            .map((value) => ({ variable, value })),
        ),
      ),
    )
    .map((chosen) => ({ model, chosen })),
);

/** Stored and read again, as a server has it; undefined where no configuration is possible. */
function compiledEngines(model: CanonicalModel): ConfigurationEngines | undefined {
  const definition = wholeOffering(model);
  const outcomes = compileScopes(definition);
  const scopes = outcomes.filter((outcome): outcome is CompiledScope => outcome !== 'void');
  if (scopes.length < outcomes.length) return undefined;
  assert.ok(
    scopes.every(({ graph }) => graph !== undefined),
    'it compiles',
  );
  return enginesOf(decodeArtefact(encodeArtefact(definition, 1, scopes)));
}

function solverEngines(model: CanonicalModel): ConfigurationEngines {
  const definition = wholeOffering(model);
  return enginesOf({
    definition,
    definitionHash: definitionHashOf(definition),
    ruleSetVersion: 1,
    engineVersion: ENGINE_VERSION,
    scopes: [{ steps: 0 }],
  });
}

function typed({ variables }: CanonicalModel, { variable, value }: Chosen): RequestedChoice {
  const { id = '', kind, values = [] } = variables[variable] ?? {};
  const text = values[value] as string;
  if (kind === 'quantity') return { variable: id, value: Number(text) };
  if (kind === 'boolean') return { variable: id, value: text === 'true' };
  return { variable: id, value: text === NONE ? null : text };
}

function requestOf({ model, chosen }: Click) {
  const choices = chosen.map((each) => typed(model, each));
  return { choices, context: { date: '2026-03-01', values: {} }, count: true };
}

function evaluated(engines: ConfigurationEngines, asked: Click): ConfigurationAnswer {
  const answer = evaluateConfiguration(wholeOffering(asked.model), engines, requestOf(asked));
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.errors));
  return answer;
}

/** Held against looking at every configuration. */
function expectTruth(reasoner: Reasoner, { model, allowed, costs }: RandomQuestion): void {
  const truth = bruteForceReasoner(model);
  assert.equal(reasoner.consistent(allowed), truth.consistent(allowed), 'consistent');
  assert.deepEqual([...reasoner.alternatives(allowed)], [...truth.alternatives(allowed)], 'alternatives');
  const count = reasoner.count(allowed);
  if (reasoner.mode === 'graph') assert.equal(count, truth.count(allowed), 'count');
  const found = reasoner.cheapest(allowed, costs);
  assert.equal(found?.cost, truth.cheapest(allowed, costs)?.cost, 'least cost');
  if (found === undefined) return;
  const offsets = offsetsOf(model);
  const places = [...found.values].map((value, variable) => (offsets[variable] as number) + value);
  assert.ok(found.optimal, 'proved');
  assert.ok(satisfies(model, [...found.values]), 'the completion keeps the rules');
  assert.ok(
    places.every((at) => allowed[at] === 1),
    'the completion keeps to what is allowed',
  );
  assert.equal(
    places.reduce((sum, at) => sum + (costs[at] as number), 0),
    found.cost,
    'the completion costs what it says',
  );
}

/** Of several completions of one cost each engine has its own: only what it costs is the same. */
function completionOf(engines: ConfigurationEngines, asked: Click) {
  const goal = { objective: 'preferred' } as const;
  const completed = completeConfiguration(wholeOffering(asked.model), engines, requestOf(asked), goal);
  return 'completion' in completed ? completed.completion : completed.kind;
}

function assignmentsOf({ variables }: CanonicalModel): readonly (readonly number[])[] {
  return variables.reduce<readonly (readonly number[])[]>(
    (all, { values }) => all.flatMap((before) => [...values.keys()].map((value) => [...before, value])),
    [[]],
  );
}

function has(values: readonly number[], kept: readonly Chosen[]): boolean {
  return kept.every(({ variable, value }) => values[variable] === value);
}

function configurationsOf(model: CanonicalModel, kept: readonly Chosen[]): readonly (readonly number[])[] {
  return [...solutions(model)].filter((values) => has(values, kept));
}

function without<Item>(items: readonly Item[], at: number): readonly Item[] {
  return items.filter((_, other) => other !== at);
}

/** Neither more choices nor more rules than the conflict needs; each way out is one, and asks for no more than needed. */
function expectMinimal(answer: ConfigurationAnswer, { model, chosen }: Click): void {
  const { conflict, repairs = [] } = answer;
  const assignments = assignmentsOf(model);
  const ids = model.variables.map(({ id }) => id);
  const chosenOf = (refs: readonly ChoiceRef[]) =>
    refs.map((ref) => {
      const found = chosen.find(({ variable }) => ids[variable] === ref.variable);
      assert.ok(found !== undefined, 'only choices are blamed');
      return found;
    });
  const possible = (kept: readonly Chosen[], rules: Pick<CanonicalModel, 'constraints'> = model) =>
    assignments.some((values) => has(values, kept) && satisfies(rules, values));
  if (possible(chosen)) {
    assert.equal(conflict, undefined);
    assert.ok(answer.status.startsWith('VALID'), answer.status);
    return;
  }
  assert.ok(conflict !== undefined, 'what is impossible is a conflict');
  assert.equal(conflict.minimal, true);
  const blamed = chosenOf(conflict.choices);
  const named = new Set(conflict.rules.map(({ ruleId }) => ruleId));
  const rules = model.constraints.filter(({ ruleId }) => named.has(ruleId));
  assert.equal(rules.length, named.size, 'rules of the model are named');
  assert.ok(!possible(blamed, { constraints: rules }), 'what is blamed is in conflict');
  for (const at of blamed.keys()) assert.ok(possible(without(blamed, at)), 'every choice is needed');
  for (const at of rules.keys())
    assert.ok(possible(blamed, { constraints: without(rules, at) }), 'every rule is needed');

  const isVoid = !possible([]);
  assert.equal(answer.status, isVoid ? 'VOID' : 'CONFLICT');
  assert.equal(repairs.length > 0, !isVoid, 'there is a way out unless nothing is possible');
  for (const repair of repairs) {
    const given = chosenOf(repair);
    const kept = chosen.filter((each) => !given.includes(each));
    assert.ok(possible(kept), 'a repair restores');
    for (const each of given) assert.ok(!possible([...kept, each]), 'a repair gives up no more than it must');
  }
}

export interface EngineLaw {
  readonly name: string;
  /** Looks at so many random models; tells of the smallest one found that breaks the law. */
  broken(runs: { readonly numRuns: number; readonly seed?: number }): string | undefined;
}

function law<Case>(name: string, cases: fc.Arbitrary<Case>, check: (tried: Case) => void): EngineLaw {
  return {
    name,
    broken: (runs) => {
      const details = fc.check(fc.property(cases, check), runs);
      return details.failed ? fc.defaultReportMessage(details) : undefined;
    },
  };
}

export const engineLaws: readonly EngineLaw[] = [
  law(
    'a compiled graph knows what is possible, the alternatives, their number and the least cost',
    randomQuestion,
    (question) => {
      const engines = compiledEngines(question.model);
      if (engines === undefined) {
        const everything = new Uint8Array(question.allowed.length).fill(1);
        assert.equal(bruteForceReasoner(question.model).consistent(everything), false, 'void');
      } else expectTruth(engines.scope.reasoner, question);
    },
  ),
  law('the solver knows what is possible, the alternatives and the least cost', randomQuestion, (question) =>
    expectTruth(solverEngines(question.model).scope.reasoner, question),
  ),
  law('both engines answer a request alike, byte for byte', click, (asked) => {
    const compiled = compiledEngines(asked.model);
    if (compiled === undefined) return;
    const solver = solverEngines(asked.model);
    const { remaining, ...counted } = evaluated(compiled, asked);
    const { remaining: _, ...other } = evaluated(solver, asked);
    assert.equal(canonicalJson(counted), canonicalJson(other));
    assert.equal(remaining, String(configurationsOf(asked.model, asked.chosen).length));
    assert.deepEqual(completionOf(compiled, asked), completionOf(solver, asked));
  }),
  law('a conflict blames no choice and no rule too many, and its repairs help', click, (asked) => {
    const engines = compiledEngines(asked.model) ?? solverEngines(asked.model);
    expectMinimal(evaluated(engines, asked), asked);
  }),
  law('the order of choices changes nothing but what a conflict blames', click, ({ model, chosen }) => {
    const engines = compiledEngines(model) ?? solverEngines(model);
    const half = chosen.length >> 1;
    const orders = [chosen, chosen.toReversed(), [...chosen.slice(half), ...chosen.slice(0, half)]];
    const [first, ...others] = orders.map((order) => {
      const { conflict: _, repairs: __, ...rest } = evaluated(engines, { model, chosen: order });
      return canonicalJson(rest);
    });
    for (const other of others) assert.equal(other, first);
  }),
];
