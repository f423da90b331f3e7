import type { Bytes, StoreKey } from '../../ports/index.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { FaultName, FaultTerms } from './faults.ts';
import type { World } from './world.ts';

type ReadFault = Extract<
  FaultName,
  'stale' | 'replayed' | 'older-schema' | 'cross-tenant' | 'huge' | 'garbage'
>;

interface Read<Terms> {
  readonly key: StoreKey;
  readonly value: Bytes | null;
  readonly terms: Terms;
  readonly world: World;
  readonly random: SeededRandom;
}

/** What a read answers instead; undefined: what it would have answered anyway. */
type Alteration<Terms> = (read: Read<Terms>) => Bytes | null | undefined;

/** In the order in which they apply: garbage may be made of another tenant's value, not the other way round. */
const alterations: { readonly [Fault in ReadFault]: Alteration<FaultTerms[Fault]> } = {
  stale: ({ key, terms, world }) => {
    if (!world.entries.knows(key)) return undefined;
    const then = world.clock.monotonic() - terms.lag;
    return world.entries.standing(key, then, then)?.value ?? null;
  },
  replayed: ({ key, world, random }) => {
    const earlier = world.entries.earlier(key);
    return earlier.length === 0 ? undefined : random.pick(earlier);
  },
  'older-schema': ({ key, world }) => world.olderSchemas.get(key),
  'cross-tenant': ({ key, world, random }) => valueOfAnother(key, world, random),
  huge: ({ value, terms }) => padded(value, terms.bytes),
  garbage: ({ value, random }) => garbageOf(value, random),
};

const readFaults = Object.keys(alterations) as readonly ReadFault[];

export function alteredRead(world: World, node: number, key: StoreKey, stored: Bytes | null): Bytes | null {
  if (world.active.quiet) return stored;
  return readFaults.reduce((value, fault) => applyOne(fault, world, node, key, value), stored);
}

function applyOne(
  fault: ReadFault,
  world: World,
  node: number,
  key: StoreKey,
  value: Bytes | null,
): Bytes | null {
  const terms = world.active.due(fault, node);
  if (terms === undefined) return value;
  const alteration = alterations[fault] as Alteration<FaultTerms[ReadFault]>;
  const altered = alteration({ key, value, terms, world, random: world.active.random(fault) });
  if (altered === undefined) return value;
  world.active.struck[fault] += 1;
  return altered;
}

const tenantPart = 3;

/** `{ns}:{system}:{service}:{tenant}:…`: a value that fits in all but the tenant is the one most easily taken for the right one. */
function valueOfAnother(key: StoreKey, { entries, clock }: World, random: SeededRandom): Bytes | undefined {
  const now = clock.monotonic();
  const others = entries.keys.filter((other) => other !== key && entries.standing(other, now, now) !== null);
  const withoutTenant = (text: string) => text.split(':').toSpliced(tenantPart, 1).join(':');
  const alike = others.filter((other) => withoutTenant(other) === withoutTenant(key));
  const from = alike.length > 0 ? alike : others;
  return from.length === 0 ? undefined : entries.standing(random.pick(from), now, now)?.value;
}

/** Kept, for each of these costs as much memory as it says. */
let zeros: Bytes = new Uint8Array(0);

function padded(value: Bytes | null, bytes: number): Bytes {
  if (value === null) {
    if (zeros.byteLength !== bytes) zeros = new Uint8Array(bytes);
    return zeros;
  }
  const made = new Uint8Array(Math.max(bytes, value.byteLength));
  made.set(value);
  return made;
}

function garbageOf(value: Bytes | null, random: SeededRandom): Bytes {
  if (value === null || value.byteLength === 0 || random.chance(1 / 3)) {
    return random.bytes(random.between(0, 300));
  }
  if (random.chance(0.5)) return value.slice(0, random.between(0, value.byteLength - 1));
  const flipped = value.slice();
  const at = random.between(0, flipped.byteLength - 1);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << random.between(0, 7));
  return flipped;
}
