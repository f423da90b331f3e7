import type { CoordinationStore, StoreKey } from '../../ports/index.ts';
import type { Operation } from './operations.ts';
import { evictByChance } from './vanishing.ts';
import type { Coordinated, World } from './world.ts';

export function coordinationUnderFaults(
  inner: CoordinationStore,
  node: number,
  world: World,
): CoordinationStore {
  const { active, names, coordination: ledger } = world;
  const now = () => world.clock.monotonic();

  const pass = <T>(operation: Operation, apply: () => Promise<T>) =>
    world.gate.pass(node, operation, () => {
      evictByChance(world, node);
      return apply();
    });

  function note(key: StoreKey, value: Coordinated | null, expires: number): void {
    ledger.note(key, null, { at: now(), value, expires });
  }

  return {
    acquire: (key, terms) =>
      pass('acquire', async () => {
        if (active.strike('leased-twice', node) !== undefined) names.vanish(key);
        const acquired = await inner.acquire(names.nameOf(key), terms);
        if (acquired) ledger.touch(key, null, now());
        return acquired;
      }),
    renew: (key, terms) =>
      pass('renew', async () => {
        const renewed = await inner.renew(names.nameOf(key), terms);
        if (renewed) ledger.touch(key, null, now());
        return renewed;
      }),
    release: (key, token) => pass('release', () => inner.release(names.nameOf(key), token)),
    add: (key, amount, ttl) =>
      pass('add', async () => {
        const sum = await inner.add(names.nameOf(key), amount, ttl);
        const window = ledger.standing(key, now(), now())?.expires ?? now() + ttl;
        note(key, { kind: 'counter', sum }, window);
        return sum;
      }),
    count: (key) => pass('count', () => inner.count(names.nameOf(key))),
    leave: (key, value, ttl) =>
      pass('leave', async () => {
        const left = await inner.leave(names.nameOf(key), value, ttl);
        if (left) note(key, { kind: 'handover', bytes: value }, now() + ttl);
        return left;
      }),
    take: (key) =>
      pass('take', async () => {
        const taken = await inner.take(names.nameOf(key));
        if (taken !== null) note(key, null, now());
        return taken;
      }),
    takeUnits: (uses) =>
      pass('takeUnits', async () => {
        const states = await inner.takeUnits(uses.map((use) => ({ ...use, key: names.nameOf(use.key) })));
        for (const { key } of uses) ledger.touch(key, null, now());
        return states;
      }),
  };
}
