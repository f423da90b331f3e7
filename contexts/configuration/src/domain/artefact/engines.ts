import type { ConfigurationEngines, ScopeEngine } from '../evaluation/configuration-request.ts';
import { graphReasoner } from '../graph/graph-reasoner.ts';
import { ground } from '../ground/ground.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { Explainer, Reasoner } from '../reasoner.ts';
import { explainer } from '../solver/explainer.ts';
import { solverReasoner } from '../solver/solver-reasoner.ts';
import { StepAccount } from '../solver/step-account.ts';
import type { CompiledScope, ConfigurationArtefact } from './artefact-format.ts';

/**
 * What answers for each scope of an artefact, all on one account of steps. The solver's form of a model is made when it
 * is first asked.
 */
export function enginesOf(
  { definition, scopes }: ConfigurationArtefact,
  account = new StepAccount(Number.POSITIVE_INFINITY),
): ConfigurationEngines {
  const [root, ...others] = scopes as readonly [CompiledScope, ...CompiledScope[]];
  return {
    account,
    scope: scopeEngine(definition.scope.model, root, account),
    instances: new Map(
      definition.instances.map(({ path, scope }, index) => [
        path,
        scopeEngine(scope.model, others[index] as CompiledScope, account),
      ]),
    ),
  };
}

export function scopeEngine(
  model: CanonicalModel,
  { graph }: CompiledScope,
  account = new StepAccount(Number.POSITIVE_INFINITY),
): ScopeEngine {
  const lowered = once(() => ground(model));
  return {
    reasoner: graph === undefined ? lazyReasoner(lowered, account) : graphReasoner(graph),
    explainer: lazyExplainer(lowered, model.constraints.length, account),
  };
}

function lazyReasoner(lowered: () => GroundModel, account: StepAccount): Reasoner {
  const solver = once(() => solverReasoner(lowered(), account));
  return {
    mode: 'solver',
    consistent: (allowed) => solver().consistent(allowed),
    alternatives: (allowed) => solver().alternatives(allowed),
    count: (allowed) => solver().count(allowed),
    cheapest: (allowed, costs) => solver().cheapest(allowed, costs),
  };
}

function lazyExplainer(lowered: () => GroundModel, rules: number, account: StepAccount): Explainer {
  const solver = once(() => explainer(lowered(), rules, account));
  return {
    conflict: (assumptions) => solver().conflict(assumptions),
    blamed: (assumptions) => solver().blamed(assumptions),
    repairs: (assumptions, fixed, most) => solver().repairs(assumptions, fixed, most),
  };
}

function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
}
