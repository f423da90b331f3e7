import type { BusStore, Stores } from '../../ports/index.ts';
import type { World } from './world.ts';

/** A random key that was used here goes; what goes with an eviction of Redis is a key, not an entry. */
export function evictByChance(world: World, node: number): void {
  const { active, names, entries, coordination } = world;
  const evicting = active.due('evicting', node);
  if (evicting === undefined) return;
  const random = active.random('evicting');
  const keys = entries.subjects.flatMap(({ data, lease, waiters }) => [data, lease, waiters]);
  if (evicting.everything) keys.push(...coordination.keys);
  if (keys.length === 0) return;
  active.struck.evicting += 1;
  const key = random.pick(keys);
  names.vanish(key);
  const at = world.clock.monotonic();
  const entry = entries.subjectOf(key);
  if (entry !== undefined) entries.note(key, entry, { at, value: null, expires: at });
  if (coordination.knows(key)) coordination.note(key, null, { at, value: null, expires: at });
}

export function flush(world: World, bus: BusStore): void {
  world.active.struck.flushed += 1;
  world.names.vanishAll();
  const at = world.clock.monotonic();
  world.entries.wipe(at);
  world.coordination.wipe(at);
  world.gate.recover(async () => {
    world.positions.restart(world.random.token(), await bus.position());
  });
}

/** As if a replica had taken over that had not heard of anything after `since`. */
export function loseWrites(world: World, inner: Stores, since: number): void {
  world.active.struck['lost-writes'] += 1;
  world.gate.recover(async () => {
    const undone = [undoEntries(world, inner, since), undoCoordination(world, inner, since)].flat();
    await Promise.all(undone);
    world.positions.loseAfter(since, await inner.bus.position());
  });
}

function undoEntries(world: World, inner: Stores, since: number): Promise<unknown>[] {
  const { names, entries, random } = world;
  const now = world.clock.monotonic();
  return entries.touchedAfter(since).map(async ([key, entry]) => {
    const old = entries.standing(key, since, now);
    names.vanish(entry.data, entry.lease, entry.waiters);
    entries.note(key, entry, { at: now, value: old?.value ?? null, expires: old?.expires ?? now });
    if (old === null) return;
    const ttl = Math.ceil(old.expires - now);
    await inner.entries.put(names.namesOf(entry), { token: random.token(), value: old.value, ttl });
  });
}

function undoCoordination(world: World, inner: Stores, since: number): Promise<unknown>[] {
  const { names, coordination } = world;
  const now = world.clock.monotonic();
  return coordination.touchedAfter(since).map(async ([key]) => {
    const old = coordination.standing(key, since, now);
    names.vanish(key);
    coordination.note(key, null, { at: now, value: old?.value ?? null, expires: old?.expires ?? now });
    if (old === null) return;
    const ttl = Math.ceil(old.expires - now);
    if (old.value.kind === 'counter') await inner.coordination.add(names.nameOf(key), old.value.sum, ttl);
    else await inner.coordination.leave(names.nameOf(key), old.value.bytes, ttl);
  });
}
