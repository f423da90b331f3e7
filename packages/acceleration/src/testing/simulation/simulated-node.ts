import type { Acceleration } from '../../acceleration.ts';
import type { Cache } from '../../cache/cache.ts';
import { createAcceleration } from '../../create-acceleration.ts';
import type { GenerationSource, Stores } from '../../ports/index.ts';
import { sampleNamespace } from '../category-builders.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { changeable, pointer, simulatedRegistry, versioned } from './categories.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Fact } from './truth.ts';

export interface SimulatedNode {
  readonly name: string;
  readonly process: SimulatedProcess;
  readonly layer: Acceleration;
  readonly changeable: Cache<typeof changeable.key, Fact>;
  readonly pointer: Cache<typeof pointer.key, { readonly version: number }>;
  readonly versioned: Cache<typeof versioned.key, Fact>;
}

export const TRUST_WINDOW = 2_000;

export interface SimulatedNodeOptions {
  readonly name: string;
  readonly process: SimulatedProcess;
  readonly stores: Stores;
  readonly random: SeededRandom;
  readonly generations: GenerationSource;
  /** Bytes of its memory tier; 1 means that it has none to speak of. */
  readonly localBytes: number;
}

export function simulatedNode({ name, process, stores, ...options }: SimulatedNodeOptions): SimulatedNode {
  const layer = createAcceleration({
    ...options,
    namespace: sampleNamespace,
    registry: simulatedRegistry,
    stores: process.connect(stores),
    clock: process.clock,
    timers: process.timers,
    trustWindow: TRUST_WINDOW,
  });
  return {
    name,
    process,
    layer,
    changeable: layer.cache(changeable),
    pointer: layer.cache(pointer),
    versioned: layer.cache(versioned),
  };
}
