import type { ConfigurationEngines, ScopeEngine } from '../domain/evaluation/configuration-request.ts';
import type { ConfigurationDefinition, ScopeDefinition } from '../domain/model/configuration-definition.ts';
import { bruteForceExplainer, bruteForceReasoner } from './brute-force-reasoner.ts';

/** Engines of a small definition that cannot be wrong. */
export function bruteForceEngines({ scope, instances }: ConfigurationDefinition): ConfigurationEngines {
  const engine = ({ model }: ScopeDefinition): ScopeEngine => ({
    reasoner: bruteForceReasoner(model),
    explainer: bruteForceExplainer(model),
  });
  return {
    scope: engine(scope),
    instances: new Map(instances.map((instance) => [instance.path, engine(instance.scope)])),
  };
}
