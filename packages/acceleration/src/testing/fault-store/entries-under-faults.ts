import type {
  Bytes,
  Claim,
  EntryKeys,
  EntryStore,
  Fill,
  FillOutcome,
  LeaseTerms,
} from '../../ports/index.ts';
import { alteredRead } from './altered-reads.ts';
import { evictByChance } from './vanishing.ts';
import type { World } from './world.ts';

interface ClaimOf {
  readonly entry: EntryKeys;
  readonly terms: LeaseTerms;
}

interface FillOf {
  readonly entry: EntryKeys;
  readonly fill: Fill;
}

export function entriesUnderFaults(inner: EntryStore, node: number, world: World): EntryStore {
  const { active, gate, names, entries: ledger } = world;
  const now = () => world.clock.monotonic();
  const read = (key: EntryKeys['data'], value: Bytes | null) => alteredRead(world, node, key, value);
  const some = <T>(list: readonly T[]) =>
    active
      .random('torn')
      .shuffled(list)
      .slice(0, active.random('torn').between(0, list.length - 1));

  function noteStored(entry: EntryKeys, value: Bytes, ttl: number): void {
    const at = now();
    ledger.note(entry.data, entry, { at, value, expires: at + ttl });
  }

  async function claimMany(claims: readonly ClaimOf[]): Promise<readonly Claim[]> {
    evictByChance(world, node);
    for (const { entry } of claims) {
      if (active.strike('leased-twice', node) !== undefined) names.vanish(entry.lease);
    }
    const answers = await inner.claimMany(
      claims.map(({ entry, terms }) => ({ entry: names.namesOf(entry), terms })),
    );
    for (const { entry } of claims) ledger.touch(entry.data, entry, now());
    return answers.map((claim, at) => {
      const key = claims[at]?.entry.data;
      return key === undefined ? claim : { ...claim, value: read(key, claim.value) };
    });
  }

  async function fillMany(fills: readonly FillOf[]): Promise<readonly FillOutcome[]> {
    evictByChance(world, node);
    const outcomes = await inner.fillMany(
      fills.map(({ entry, fill }) => ({ entry: names.namesOf(entry), fill })),
    );
    fills.forEach(({ entry, fill }, at) => {
      if (outcomes[at] === 'stored') noteStored(entry, fill.value, fill.ttl);
      else ledger.touch(entry.data, entry, now());
    });
    return outcomes;
  }

  async function evictMany(list: readonly EntryKeys[]): Promise<void> {
    evictByChance(world, node);
    await inner.evictMany(list.map((entry) => names.namesOf(entry)));
    const at = now();
    for (const entry of list) ledger.note(entry.data, entry, { at, value: null, expires: at });
  }

  async function ofLease(entry: EntryKeys, call: (renamed: EntryKeys) => Promise<boolean>): Promise<boolean> {
    evictByChance(world, node);
    const done = await call(names.namesOf(entry));
    ledger.touch(entry.data, entry, now());
    return done;
  }

  return {
    get: (key) =>
      gate.pass(node, 'get', async () => {
        evictByChance(world, node);
        return read(key, await inner.get(names.nameOf(key)));
      }),
    getMany: (keys) =>
      gate.pass(node, 'getMany', async () => {
        evictByChance(world, node);
        const values = await inner.getMany(keys.map((key) => names.nameOf(key)));
        return keys.map((key, at) => read(key, values[at] ?? null));
      }),
    claim: (entry, terms) =>
      gate.pass(node, 'claim', async () => {
        evictByChance(world, node);
        if (active.strike('leased-twice', node) !== undefined) names.vanish(entry.lease);
        const claim = await inner.claim(names.namesOf(entry), terms);
        ledger.touch(entry.data, entry, now());
        return { ...claim, value: read(entry.data, claim.value) };
      }),
    claimMany: (claims) =>
      gate.pass(
        node,
        'claimMany',
        () => claimMany(claims),
        () => claimMany(some(claims)),
      ),
    fill: (entry, fill) =>
      gate.pass(node, 'fill', async () => {
        evictByChance(world, node);
        const outcome = await inner.fill(names.namesOf(entry), fill);
        if (outcome === 'stored') noteStored(entry, fill.value, fill.ttl);
        else ledger.touch(entry.data, entry, now());
        return outcome;
      }),
    fillMany: (fills) =>
      gate.pass(
        node,
        'fillMany',
        () => fillMany(fills),
        () => fillMany(some(fills)),
      ),
    put: (entry, fill) =>
      gate.pass(node, 'put', async () => {
        evictByChance(world, node);
        await inner.put(names.namesOf(entry), fill);
        noteStored(entry, fill.value, fill.ttl);
      }),
    renew: (entry, terms) =>
      gate.pass(node, 'renew', () => ofLease(entry, (renamed) => inner.renew(renamed, terms))),
    release: (entry, token) =>
      gate.pass(node, 'release', () => ofLease(entry, (renamed) => inner.release(renamed, token))),
    evict: (entry) =>
      gate.pass(node, 'evict', async () => {
        evictByChance(world, node);
        await inner.evict(names.namesOf(entry));
        const at = now();
        ledger.note(entry.data, entry, { at, value: null, expires: at });
      }),
    evictMany: (list) =>
      gate.pass(
        node,
        'evictMany',
        () => evictMany(list),
        () => evictMany(some(list)),
      ),
    onWake: (listener) =>
      inner.onWake((name) => {
        const key = names.keyOf(name);
        const deaf =
          active.on('killed', node) ?? active.on('hanging', node) ?? active.strike('wakes-lost', node);
        if (key !== undefined && deaf === undefined) listener(key);
      }),
    time: () =>
      gate.pass(node, 'time', async () => {
        const time = await inner.time();
        return time + (active.strike('clock-skew', node)?.by ?? 0);
      }),
  };
}
