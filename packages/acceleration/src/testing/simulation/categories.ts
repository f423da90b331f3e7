import type { Registry } from '../../registry/registry.ts';
import { aCategory, aChangeableCategory, aPointerCategory } from '../category-builders.ts';
import type { Fact } from './truth.ts';

/*
 * Short lives, so that a simulated minute sees many of them. No installation would be allowed to declare them: the registry's checks
 * are not what is simulated.
 */
const loading = { timeout: 3_000, lockWait: 500, concurrency: 4 } as const;

export const changeable = aChangeableCategory<Fact>({
  ttl: { fresh: 2_000, max: 8_000 },
  negativeTtl: 1_000,
  whenStale: { serveFor: 3_000 },
  loading: { ...loading, early: true },
});

export const pointer = aPointerCategory({ ttl: { fresh: 2_000, max: 6_000 }, loading });

export const versioned = aCategory<Fact>({ ttl: { fresh: 4_000, max: 10_000 }, loading });

const categories = [changeable, pointer, versioned];

export const simulatedRegistry = {
  categories,
  find: (name: string) => categories.find((category) => category.name === name),
} as unknown as Registry;
