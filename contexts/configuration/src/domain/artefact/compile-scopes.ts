import { type CompileBudget, compileGraph, DEFAULT_BUDGET } from '../compiler/compile-graph.ts';
import { freezeGraph } from '../compiler/freeze-graph.ts';
import type { DecisionGraph } from '../graph/decision-graph.ts';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { type CompiledScope, scopesOf } from './artefact-format.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeGraph } from './graph-format.ts';

/** A larger graph is slower to load than the solver is to answer. */
const MAX_GRAPH_BYTES = 1024 * 1024;

/** What a scope was compiled to, or that no configuration of it is possible. */
export type ScopeOutcome = CompiledScope | 'void';

/** Compiles every scope of a definition, in the order of the format. Equal definitions and budgets give equal graphs. */
export function compileScopes(
  definition: ConfigurationDefinition,
  budget: CompileBudget = DEFAULT_BUDGET,
): readonly ScopeOutcome[] {
  return scopesOf(definition).map(({ model }) => compileScope(model, budget));
}

export function compileScope(model: CanonicalModel, budget: CompileBudget = DEFAULT_BUDGET): ScopeOutcome {
  const lowered = ground(model);
  const compilation = compileGraph(lowered, budget);
  const { steps } = compilation;
  if (compilation.outcome === 'void') return 'void';
  if (compilation.outcome === 'overBudget') return { steps };
  const graph = freezeGraph(compilation.nodes, compilation.root, lowered);
  return graphSize(graph) > MAX_GRAPH_BYTES ? { steps } : { steps, graph };
}

function graphSize(graph: DecisionGraph): number {
  const to = new ByteWriter();
  writeGraph(to, graph);
  return to.length;
}
