import { describe, expect, it } from 'vitest';
import { compileGraph } from '../compiler/compile-graph.ts';
import { freezeGraph } from '../compiler/freeze-graph.ts';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import { offsetsOf } from '../reasoner.ts';
import { graphReasoner } from './graph-reasoner.ts';

/** Pairs of which one is the last of seven values at least. */
function pairs(count: number): CanonicalModel {
  return {
    variables: Array.from({ length: 2 * count }, (_, at) => ({
      id: `v${String(at).padStart(3, '0')}`,
      kind: 'choice',
      values: ['0', '1', '2', '3', '4', '5', '6'],
    })),
    constraints: Array.from({ length: count }, (_, at) => ({
      ruleId: `r${String(at).padStart(3, '0')}`,
      origin: 'rule',
      messageKey: 'm',
      bodies: [
        {
          kind: 'clauses',
          clauses: [[2 * at, 2 * at + 1].map((variable) => ({ variable, in: [[6, 6]] as const }))],
        },
      ],
    })),
  };
}

describe('the number of configurations', () => {
  it('is exact, however large it is', () => {
    const model = pairs(200);
    const lowered = ground(model);
    const compilation = compileGraph(lowered);
    if (compilation.outcome !== 'graph') throw new Error(compilation.outcome);
    const graph = graphReasoner(freezeGraph(compilation.nodes, compilation.root, lowered));
    const allowed = new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
    expect(graph.count(allowed)).toBe(13n ** 200n);
    // Without 0 and 1 of the first one: 4 with the other one at 6, and 7 with it at 6 itself.
    allowed.fill(0, 0, 2);
    expect(graph.count(allowed)).toBe(11n * 13n ** 199n);
  });
});
