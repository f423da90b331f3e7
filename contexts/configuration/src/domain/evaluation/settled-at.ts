import type { ScopeKey } from './decision.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import type { Settled } from './settle-scope.ts';
import type { ListedInstance, Situation } from './situation.ts';

export function settledAt({ root, instances }: SettledConfiguration, scope: ScopeKey): Settled {
  return scope === 'root' ? root : (instances[scope] as Settled);
}

/** The variable of an instance that is its parent's: decided and shown there. */
export function sharedVariable({ instances }: Situation, scope: ScopeKey): number | undefined {
  return scope === 'root' ? undefined : (instances[scope] as ListedInstance).definition.interface?.own;
}
