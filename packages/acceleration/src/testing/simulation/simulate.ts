import { MemoryEngine, memoryStores } from '../../adapters/memory/index.ts';
import { absent, type Load } from '../../cache/loader.ts';
import type { Reading, Source } from '../../cache/reading.ts';
import type { CacheKey } from '../../keys/cache-key.ts';
import type { Stores } from '../../ports/index.ts';
import { faultStores } from '../fault-store/fault-stores.ts';
import { describeTimeline, faultTimeline } from '../fault-store/fault-timeline.ts';
import { type FaultName, faultNames } from '../fault-store/faults.ts';
import { SimulatedTime } from '../manual-timers.ts';
import { SeededRandom } from '../seeded-random.ts';
import { Judge, type ReadStart } from './judge.ts';
import { Purges } from './purges.ts';
import { type SimulatedNode, simulatedNode } from './simulated-node.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { type Fact, Truth } from './truth.ts';
import { Witness } from './witness.ts';

/** `honest`: the store may do anything but bring back what was overwritten or deleted. `lying`: that too. */
export type SimulatedStore = 'honest' | 'lying';

export interface SimulationOptions {
  /** A whole number, 0 to 2^32 − 1. Everything follows from it. */
  readonly seed: number;
  readonly store: SimulatedStore;
  /** Simulated milliseconds. Default 20,000. */
  readonly duration?: number;
  /** Puts a mistake into the store itself, to see that it is found. */
  readonly sabotage?: (stores: Stores) => Stores;
}

export interface SimulationReport {
  readonly violations: readonly string[];
  readonly reads: number;
  /** Of them, answered from memory or store. */
  readonly hits: number;
  readonly loads: number;
  readonly changes: number;
  readonly acknowledged: number;
  /** The faults, in words. */
  readonly story: string;
}

/** After these, deleted or overwritten values may be met again: no cache can be coherent then, only bounded in age. */
const LIES: readonly FaultName[] = ['lost-writes', 'stale', 'older-schema', 'replayed'];
const HITS: readonly Source[] = ['l1', 'l2', 'stale'];
const TENANTS = ['acme', 'globex'];
const IDS = ['a', 'b', 'c'];
/** Milliseconds for which a node may not know of a purge: its reads of the table are this far apart. */
const PURGE_LAG = 6_000;

/*
 * Deterministic simulation of the whole layer: two to five nodes with their own clocks, a model of the truth, a store with faults, processes
 * that stand still, callers that go away. Everything waits on simulated time, everything random follows from the seed.
 */
export function simulate(options: SimulationOptions): Promise<SimulationReport> {
  return new Simulation(options).run();
}

class Simulation {
  readonly #duration: number;
  readonly #time = new SimulatedTime();
  readonly #random: SeededRandom;
  readonly #truth = new Truth();
  readonly #purges = new Purges();
  readonly #violations: string[] = [];
  readonly #judge: Judge;
  readonly #nodes: SimulatedNode[] = [];
  /** Per node and key: the latest version that the node itself has invalidated, acknowledged or owed. */
  readonly #own = new Map<string, number>();
  /** Per node: when it last stood still. */
  readonly #paused = new Map<string, number>();
  readonly #count = { reads: 0, hits: 0, loads: 0, changes: 0, acknowledged: 0 };
  readonly #story: string;
  readonly #loading = new Map<string, number>();

  constructor({ seed, store, duration = 20_000, sabotage = (stores) => stores }: SimulationOptions) {
    this.#duration = duration;
    this.#random = new SeededRandom(seed);
    const report = (violation: string) => this.#violations.push(violation);
    const { clock, timers } = this.#time;
    const honest = store === 'honest';
    this.#judge = new Judge(this.#truth, honest, report);
    const engine = new MemoryEngine({ clock, random: this.#random.fork('engine') });
    const witness = new Witness(this.#truth, honest ? report : () => {});
    const server = () => witness.watch(sabotage(memoryStores({ engine })));
    const faulty = faultStores(server(), { seed, clock, timers });
    const count = this.#random.between(2, 5);
    for (let index = 0; index < count; index += 1) {
      const random = this.#random.fork(`node ${index}`);
      const name = `node ${index}`;
      const process = new SimulatedProcess(
        this.#time,
        random.chance(0.5) ? random.between(-90_000, 90_000) : 0,
      );
      const stores = index === 0 ? faulty : faulty.beside(server());
      const localBytes = random.chance(0.3) ? 1 : 1024 * 1024;
      this.#nodes.push(
        simulatedNode({ name, process, stores, random, generations: this.#purges, localBytes }),
      );
    }
    const faults = honest ? faultNames.filter((name) => !LIES.includes(name)) : faultNames;
    const timeline = faultTimeline(seed, { duration: duration * 0.8, faults, nodes: count, longest: 4_000 });
    faulty.play(timeline);
    faulty.inject('slow', { from: 0, to: this.#random.pick([1, 4, 20]) });
    if (!honest) this.#time.timers.after(duration / 4, () => faulty.recordOlderSchema());
    this.#story = `${count} nodes\n${describeTimeline(timeline)}`;
  }

  async run(): Promise<SimulationReport> {
    const actors = this.#nodes.flatMap((node) =>
      [0, 1, 2].map((index) => this.#act(node, `${node.name}.${index}`)),
    );
    const all = Promise.all([...actors, this.#disturb()]);
    all.catch((error: unknown) => this.#violations.push(`an exception: ${String(error)}`));
    await this.#time.until(
      all.catch(() => {}),
      this.#duration * 4,
    );
    await this.#calm();
    await Promise.all(this.#nodes.map(({ layer }) => layer.close()));
    return { violations: this.#violations, ...this.#count, story: this.#story };
  }

  get #now(): number {
    return this.#time.clock.monotonic();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.timers.after(ms, resolve);
    });
  }

  async #act(node: SimulatedNode, name: string): Promise<void> {
    const random = this.#random.fork(name);
    while (this.#now < this.#duration) {
      await this.#sleep(random.between(0, 60));
      if (node.process.paused) continue;
      const deed = random.fraction();
      if (deed < 0.55) await this.#readChangeable(node, random);
      else if (deed < 0.65) await this.#readMany(node, random);
      else if (deed < 0.75) await this.#readPointer(node, random);
      else if (deed < 0.85) await this.#readVersioned(node, random);
      else if (deed < 0.99) await this.#change(node, random);
      else this.#purge(node, random);
    }
  }

  /** Pauses processes; what they do first when they go on is to look into their memory. */
  async #disturb(): Promise<void> {
    const random = this.#random.fork('pauses');
    while (this.#now < this.#duration * 0.8) {
      await this.#sleep(random.between(500, 5_000));
      const node = random.pick(this.#nodes);
      node.process.pause();
      await this.#sleep(random.between(10, 6_000));
      node.process.resume(() => {
        for (const tenant of TENANTS)
          for (const id of IDS) this.#peek(node, node.changeable.key(tenant, { id }));
      });
      this.#paused.set(node.name, this.#now);
    }
  }

  #start(node: SimulatedNode, key: CacheKey): ReadStart {
    return {
      ...this.#truth.moment(this.#now),
      key,
      node: node.name,
      own: this.#own.get(`${node.name} ${key.data}`) ?? 1,
    };
  }

  #peek(node: SimulatedNode, key: CacheKey): void {
    const start = this.#start(node, key);
    const reading = node.changeable.peekReading(key);
    if (reading !== undefined) this.#judge.changeable(start, reading);
  }

  async #readChangeable(node: SimulatedNode, random: SeededRandom): Promise<void> {
    const key = node.changeable.key(random.pick(TENANTS), { id: random.pick(IDS) });
    const start = this.#start(node, key);
    const options = this.#impatience(random);
    try {
      const reading = await node.changeable.get(key, this.#loader(node, random), options);
      this.#judge.changeable(start, reading);
      this.#saw(reading);
      if (reading.outcome === 'found') this.#judgePurge(node, start, reading.value);
    } catch (error) {
      this.#expected(error);
    }
  }

  /** Some callers go away after a while. */
  #impatience(random: SeededRandom): { readonly signal?: AbortSignal } {
    if (!random.chance(0.15)) return {};
    const abort = new AbortController();
    this.#time.timers.after(random.between(0, 150), () => abort.abort(new Error('gone')));
    return { signal: abort.signal };
  }

  async #readMany(node: SimulatedNode, random: SeededRandom): Promise<void> {
    const tenant = random.pick(TENANTS);
    const keys = IDS.map((id) => node.changeable.key(tenant, { id }));
    const starts = keys.map((key) => this.#start(node, key));
    const one = this.#loader(node, random);
    try {
      const readings = await node.changeable.getMany(
        keys,
        (missing, context) => Promise.all(missing.map((key) => one(key, context))),
        this.#impatience(random),
      );
      readings.forEach((reading, at) => {
        const start = starts[at] as ReadStart;
        this.#judge.changeable(start, reading);
        this.#saw(reading);
      });
    } catch (error) {
      this.#expected(error);
    }
  }

  async #readPointer(node: SimulatedNode, random: SeededRandom): Promise<void> {
    const key = node.pointer.key(random.pick(TENANTS), {});
    const start = this.#start(node, key);
    const minVersion = random.chance(0.5) ? this.#truth.version(key.data) : undefined;
    try {
      const reading = await node.pointer.get(
        key,
        async () => {
          await this.#sleep(random.between(0, 20));
          return { version: this.#truth.version(key.data) };
        },
        minVersion === undefined ? {} : { minVersion },
      );
      this.#judge.pointer(start, minVersion ?? 0, reading);
    } catch (error) {
      this.#expected(error);
    }
  }

  async #readVersioned(node: SimulatedNode, random: SeededRandom): Promise<void> {
    const version = random.between(1, 3);
    const key = node.versioned.key(random.pick(TENANTS), { version, id: random.pick(IDS) });
    const start = this.#start(node, key);
    try {
      const reading = await node.versioned.get(key, async () => {
        await this.#sleep(random.between(0, 40));
        return { key: key.data, tenant: key.tenant ?? '', version, readAt: this.#now };
      });
      this.#judge.versioned(start, reading);
      if (reading.outcome === 'found') this.#judgePurge(node, start, reading.value);
    } catch (error) {
      this.#expected(error);
    }
  }

  async #change(node: SimulatedNode, random: SeededRandom): Promise<void> {
    const tenant = random.pick(TENANTS);
    const key = random.chance(0.8)
      ? node.changeable.key(tenant, { id: random.pick(IDS) })
      : node.pointer.key(tenant, {});
    const version = this.#truth.change(key);
    this.#count.changes += 1;
    if (random.chance(0.3)) await this.#sleep(random.between(0, 50));
    const outcome = await node.layer.invalidate([key]);
    // What it owes the store it does not read there: on this node the change is seen either way.
    this.#knows(node, key, version);
    if (outcome !== 'acknowledged') return;
    this.#count.acknowledged += 1;
    this.#truth.acknowledge(key, version, this.#now);
  }

  #knows(node: SimulatedNode, key: CacheKey, version: number): void {
    const own = `${node.name} ${key.data}`;
    this.#own.set(own, Math.max(version, this.#own.get(own) ?? 1));
  }

  #purge(node: SimulatedNode, random: SeededRandom): void {
    const category = random.pick([node.changeable.name, node.versioned.name]);
    const scope = random.chance(0.5) ? { category, tenant: random.pick(TENANTS) } : { category };
    const row = this.#purges.purge(scope, this.#now);
    if (random.chance(0.7)) void node.layer.announcePurge(row);
  }

  #loader(node: SimulatedNode, random: SeededRandom): Load<Fact> {
    return async (key, { signal }) => {
      this.#count.loads += 1;
      const running = (this.#loading.get(node.name) ?? 0) + 1;
      this.#loading.set(node.name, running);
      try {
        if (running > 40) this.#violations.push(`${running} loads at a time on ${node.name}`);
        await this.#sleep(random.between(0, 30));
        const fact = this.#truth.read(key, this.#now);
        await this.#sleep(random.chance(0.03) ? 5_000 : random.between(0, 200));
        if (random.chance(0.02)) throw new Error('the truth is out');
        signal.throwIfAborted();
        return fact;
      } finally {
        this.#loading.set(node.name, (this.#loading.get(node.name) ?? 1) - 1);
      }
    };
  }

  #saw(reading: Reading<Fact>): void {
    this.#count.reads += 1;
    if (reading.outcome !== 'refused' && HITS.includes(reading.source)) this.#count.hits += 1;
  }

  #judgePurge(node: SimulatedNode, { key, at }: ReadStart, { readAt }: Fact): void {
    if (at - (this.#paused.get(node.name) ?? Number.NEGATIVE_INFINITY) < PURGE_LAG) return;
    const purged = this.#purges.last(key.category, key.tenant ?? '', at - PURGE_LAG);
    if (readAt < purged)
      this.#violations.push(`${node.name} at ${at}: ${key.data} of ${readAt} was purged at ${purged}`);
  }

  /** Only what the loaders and the callers themselves have thrown. */
  #expected(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (/the truth is out|gone|took longer/.test(message)) return;
    this.#violations.push(`an exception: ${error instanceof Error ? (error.stack ?? message) : message}`);
  }

  /** When everything is healed, every node sees the truth, owes nothing, and uses its cache again. */
  async #calm(): Promise<void> {
    for (const { process } of this.#nodes) process.resume(() => {});
    await this.#time.advance(15_000);
    const random = this.#random.fork('calm');
    for (const node of this.#nodes) {
      const { pendingInvalidations, store, coordination, busTrusted } = node.layer.health;
      if (pendingInvalidations > 0)
        this.#violations.push(`${node.name} owes ${pendingInvalidations} invalidations`);
      if (!busTrusted || store !== 'closed' || coordination !== 'closed') {
        this.#violations.push(`${node.name} has not recovered: ${JSON.stringify(node.layer.health)}`);
      }
      const key = node.changeable.key('acme', { id: 'a' });
      const steady: Load<Fact> = async (wanted) => this.#truth.read(wanted, this.#now);
      const first = await this.#time.until(node.changeable.get(key, steady));
      const again = await this.#time.until(node.changeable.get(key, this.#loader(node, random)));
      const version = first.outcome === 'found' ? first.value.version : absent;
      const current = this.#truth.read(key, 0);
      const wanted = current === absent ? absent : current.version;
      if (version !== wanted)
        this.#violations.push(`${node.name} does not see the truth after all is healed`);
      if (again.outcome === 'refused' || again.source === 'bypassed' || again.source === 'loaded') {
        this.#violations.push(
          `${node.name} does not use its cache after all is healed: ${JSON.stringify(again)}`,
        );
      }
    }
  }
}
