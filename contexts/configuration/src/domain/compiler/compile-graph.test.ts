import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceReasoner } from '../../testing/brute-force-reasoner.ts';
import { solutions } from '../../testing/enumerate-model.ts';
import { randomModel } from '../../testing/random-model.ts';
import { AND_NODE, type DecisionGraph, TRUE } from '../graph/decision-graph.ts';
import { graphReasoner } from '../graph/graph-reasoner.ts';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel, Clause } from '../model/canonical-model.ts';
import { offsetsOf } from '../reasoner.ts';
import { pigeons } from '../solver/fixtures/small-models.ts';
import { type CompileBudget, compileGraph, DEFAULT_BUDGET } from './compile-graph.ts';
import { freezeGraph } from './freeze-graph.ts';

/** Variable and the value it has: clauses over booleans in a few letters. */
type Letter = readonly [variable: number, value: 0 | 1];

function booleans(count: number, clauses: readonly (readonly Letter[])[]): CanonicalModel {
  return {
    variables: Array.from({ length: count }, (_, index) => ({
      id: `v${index}`,
      kind: 'boolean',
      values: ['false', 'true'],
    })),
    constraints: clauses.map((letters, index) => {
      const clause: Clause = letters.map(([variable, value]) => ({ variable, in: [[value, value]] }));
      const body = { kind: 'clauses', clauses: [clause] } as const;
      return { ruleId: `r${index}`, origin: 'rule', messageKey: 'm', bodies: [body] };
    }),
  };
}

/** Each implies the next: as many configurations as there are places where they begin to be true, and none. */
function chain(length: number): CanonicalModel {
  return booleans(
    length,
    Array.from({ length: length - 1 }, (_, at) => [
      [at, 0],
      [at + 1, 1],
    ]),
  );
}

function everything(model: CanonicalModel): Uint8Array {
  return new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
}

function compiled(model: CanonicalModel): DecisionGraph | undefined {
  const lowered = ground(model);
  const compilation = compileGraph(lowered);
  if (compilation.outcome === 'overBudget') throw new Error(`${compilation.steps} steps`);
  if (compilation.outcome === 'void') return undefined;
  return freezeGraph(compilation.nodes, compilation.root, lowered);
}

function countOf(model: CanonicalModel): bigint | undefined {
  const graph = compiled(model);
  return graph && graphReasoner(graph).count(everything(model));
}

function outcomeOf(model: CanonicalModel, budget: CompileBudget) {
  const { outcome, steps } = compileGraph(ground(model), budget);
  return { outcome, steps };
}

describe('a compiled graph', () => {
  it('decides every variable on every way exactly once', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const graph = compiled(model);
        if (graph === undefined) return;
        const { root, variables, edgeStarts, children } = graph;
        const decided: (readonly number[])[] = [[], []];
        for (let node = TRUE + 1; node < variables.length; node++) {
          const below = [...children.subarray(edgeStarts[node], edgeStarts[node + 1])].map((child) => {
            expect(child).toBeLessThan(node);
            return decided[child] as readonly number[];
          });
          if (variables[node] === AND_NODE) decided.push(below.flat().toSorted((a, b) => a - b));
          else {
            for (const own of below) expect(own).toEqual(below[0]);
            decided.push([...(below[0] ?? []), variables[node] as number].toSorted((a, b) => a - b));
          }
        }
        expect(decided[root]).toEqual([...model.variables.keys()]);
      }),
      { numRuns: 300 },
    );
  });

  it('has edges with children of their own, and with classes of their own', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const graph = compiled(model);
        if (graph === undefined) return;
        for (let node = TRUE + 1; node < graph.variables.length; node++) {
          if (graph.variables[node] === AND_NODE) continue;
          const edges = graph.children.subarray(graph.edgeStarts[node], graph.edgeStarts[node + 1]);
          expect(new Set(edges).size).toBe(edges.length);
          const sets = [...graph.edgeSets.subarray(graph.edgeStarts[node], graph.edgeStarts[node + 1])];
          const classes = sets.flatMap((set) => [
            ...graph.setClasses.subarray(graph.setStarts[set], graph.setStarts[set + 1]),
          ]);
          expect(new Set(classes).size).toBe(classes.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is the same for the same model', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        expect(compiled(structuredClone(model))).toEqual(compiled(model));
      }),
      { numRuns: 100 },
    );
  });

  it('is there exactly where a configuration is possible', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const [some] = solutions(model);
        expect(compiled(model) === undefined).toBe(some === undefined);
      }),
      { numRuns: 500 },
    );
    expect(compiled(pigeons(5))).toBeUndefined();
  });

  it('is found however deep the model is, with nodes for its variables, not for its configurations', () => {
    const length = 1_000;
    expect(countOf(chain(length))).toBe(BigInt(length) + 1n);
    expect(compiled(chain(length))?.variables.length).toBeLessThan(10 * length);
  });

  it('of nothing has one configuration', () => {
    expect(countOf({ variables: [], constraints: [] })).toBe(1n);
  });
});

describe('what is compiled once', () => {
  it('is not taken for a component whose variables look like the rules of another', () => {
    // Without 3, rules 2 and 3 are what is left of 0 and 1. With 3, variable 2 is open beside them: its bits are 3.
    const model = booleans(4, [
      [
        [0, 1],
        [2, 1],
      ],
      [
        [1, 1],
        [2, 1],
      ],
      [
        [0, 1],
        [1, 1],
        [3, 1],
      ],
      [
        [0, 0],
        [1, 0],
        [3, 1],
      ],
      [
        [2, 1],
        [3, 1],
      ],
    ]);
    expect(countOf(model)).toBe(bruteForceReasoner(model).count(everything(model)));
  });
});

describe('the budget of steps and nodes', () => {
  it('ends the same way each time, and never with another answer', () => {
    fc.assert(
      fc.property(randomModel, fc.integer({ min: 0, max: 1_500 }), (model, steps) => {
        const unlimited = outcomeOf(model, DEFAULT_BUDGET);
        const limited = outcomeOf(model, { steps, nodes: 500_000 });
        expect(outcomeOf(model, { steps, nodes: 500_000 })).toEqual(limited);
        if (limited.outcome !== 'overBudget') expect(limited.outcome).toBe(unlimited.outcome);
        if (unlimited.steps <= steps / 2) expect(limited).toEqual(unlimited);
      }),
      { numRuns: 500 },
    );
  });

  it('is exceeded by what needs more', () => {
    const { steps } = outcomeOf(pigeons(6), DEFAULT_BUDGET);
    expect(outcomeOf(pigeons(6), { steps: steps >> 1, nodes: 500_000 }).outcome).toBe('overBudget');
    expect(outcomeOf(chain(100), { steps: 1_000_000, nodes: 50 }).outcome).toBe('overBudget');
    expect(outcomeOf(chain(100), { steps: 1_000_000, nodes: 5_000 }).outcome).toBe('graph');
  });
});
