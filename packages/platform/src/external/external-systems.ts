import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '@quotewright/acceleration';
import type { Clock } from '@quotewright/kernel';
import type { Registry } from 'prom-client';
import type { Database } from '../postgres/database.ts';
import type { Attempt } from './attempt.ts';
import { checkSystem } from './check-system.ts';
import { type Circuit, newCircuit } from './circuit.ts';
import { rememberedOverrides } from './circuit-overrides.ts';
import { externalClient } from './external-client.ts';
import type { ExternalClient, ExternalSystem } from './external-system.ts';
import { isFailure, isUntold } from './repetition.ts';

export interface ExternalSystemsDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly registry: Registry;
  /** 0 to 1; default: chance. */
  readonly random?: () => number;
}

/** All systems of others that this process speaks to, and the circuits to them. */
export interface ExternalSystems {
  /** Declares a system. Throws a `TypeError` for a name that is taken and for bounds that are none. */
  connect<Operation extends string>(system: ExternalSystem<Operation>): ExternalClient<Operation>;
  /** One for each operation, in the order of ids. */
  circuits(): readonly Circuit[];
}

export function externalSystems(deps: ExternalSystemsDeps): ExternalSystems {
  const { database, limits, clock, registry, random = Math.random } = deps;
  const circuits = new Map<string, Circuit>();
  const systems = new Set<string>();
  const monotonic = () => clock.monotonic();
  const forced = rememberedOverrides(database, monotonic);
  return {
    connect(system) {
      const { name, breaker } = system;
      if (systems.has(name)) throw new TypeError(`two systems are named ${name}`);
      checkSystem(system);
      systems.add(name);
      for (const operation of Object.keys(system.operations)) {
        const circuit = newCircuit<Attempt>({
          system: name,
          operation,
          breaker,
          isFailure,
          isUntold,
          random,
          now: () => clock.now(),
        });
        circuits.set(circuit.id, circuit);
      }
      const circuit = (operation: string) => circuits.get(`${name}.${operation}`) as Circuit;
      const pause = async (milliseconds: number, signal: AbortSignal) => {
        // Whoever waited in vain finds out by looking at the time.
        await sleep(milliseconds, undefined, { signal }).catch(() => {});
      };
      return externalClient(system, { limits, circuit, forced, registry, monotonic, random, pause });
    },
    circuits: () => [...circuits.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
