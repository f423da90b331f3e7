import { type CompileBudget, compileGraph, DEFAULT_BUDGET } from '../compiler/compile-graph.ts';
import { freezeGraph } from '../compiler/freeze-graph.ts';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { type CompiledScope, scopesOf } from './artefact-format.ts';

/** What a scope was compiled to, or that no configuration of it is possible. */
export type ScopeOutcome = CompiledScope | 'void';

/** Compiles every scope of a definition, in the order of the format. Equal definitions and budgets give equal graphs. */
export function compileScopes(
  definition: ConfigurationDefinition,
  budget: CompileBudget = DEFAULT_BUDGET,
): readonly ScopeOutcome[] {
  return scopesOf(definition).map(({ model }) => compileScope(model, budget));
}

function compileScope(model: CanonicalModel, budget: CompileBudget): ScopeOutcome {
  const lowered = ground(model);
  const compilation = compileGraph(lowered, budget);
  const { steps } = compilation;
  if (compilation.outcome === 'void') return 'void';
  if (compilation.outcome === 'overBudget') return { steps };
  const graph = freezeGraph(compilation.nodes, compilation.root, lowered);
  return { steps, graph };
}
