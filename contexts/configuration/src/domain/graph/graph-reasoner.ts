import { classFlags, valueFlags } from '../ground/class-flags.ts';
import type { Reasoner } from '../reasoner.ts';
import { alternativeClasses } from './alternatives.ts';
import { cheapestCompletion } from './cheapest-completion.ts';
import { countCompletions } from './count-completions.ts';
import type { DecisionGraph } from './decision-graph.ts';
import { satisfiableNodes } from './satisfiability.ts';

/** Answers from a compiled graph: each question is one or two passes over it. */
export function graphReasoner(graph: DecisionGraph): Reasoner {
  const { classes, root } = graph;
  return {
    mode: 'graph',
    consistent: (allowed) => satisfiableNodes(graph, classFlags(classes, allowed))[root] === 1,
    alternatives: (allowed) => valueFlags(classes, alternativeClasses(graph, classFlags(classes, allowed))),
    count: (allowed) => countCompletions(graph, allowed),
    cheapest: (allowed, costs) => cheapestCompletion(graph, allowed, costs),
  };
}
