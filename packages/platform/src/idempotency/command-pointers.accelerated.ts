import { Counter, type Registry } from 'prom-client';
import type { Caches } from '../cache/caches.ts';
import { currentScope } from '../telemetry/request-scope.ts';
import type { CommandPointers, FastPath } from './command-pointers.ts';
import { pointerCategory, pointerParts, pointerTo } from './pointer-category.ts';

export interface CommandPointerDeps {
  readonly caches: Pick<Caches, 'cache' | 'newBudget'>;
  readonly registry: Registry;
}

/** Pointers in the store that all nodes share. */
export function commandPointers({ caches, registry }: CommandPointerDeps): CommandPointers {
  const cache = caches.cache(pointerCategory);
  const looks = new Counter({
    name: 'idempotency_fast_path_total',
    help: 'Commands with an Idempotency-Key by where their pointer led: to the row (hit), to none (stale); or there was no pointer.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const keyOf = (request: Parameters<typeof pointerParts>[0]) =>
    cache.key(request.tenant, pointerParts(request));

  /** The time that this request may wait for the store in all. */
  function budget() {
    const scope = currentScope();
    if (scope === undefined) return caches.newBudget();
    scope.storeBudget ??= caches.newBudget();
    return scope.storeBudget;
  }

  return {
    async isKnown(request) {
      try {
        const key = keyOf(request);
        if (cache.peek(key) !== undefined) return true;
        // That an honest envelope lies under this key is all there is to know: what it says would be believed by nobody.
        return (await cache.stored(key, { budget: budget() })).outcome === 'copy';
      } catch {
        return false;
      }
    },
    async remember(request, record) {
      try {
        await cache.get(keyOf(request), async () => pointerTo(request, record));
      } catch {
        // A repeat finds the row without it.
      }
    },
    counted: (outcome: FastPath) => looks.inc({ outcome }),
  };
}
