import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@quotewright/kernel';
import type { Timers } from '../../ports/index.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Direction, ProxyFault, ProxyFaults } from './proxy-fault.ts';

/** More than this on its way, and the sender is not read any more: it meets full buffers, as behind a slow line. */
const mostOnItsWay = 1024 * 1024;

export interface PipeStats {
  /** Bytes handed on. */
  passed: number;
  /** Bytes read and not handed on yet. */
  held: number;
  /** Bytes that arrived with a wrong bit. */
  corrupted: number;
}

interface PipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
  readonly faults: ProxyFaults;
  readonly random: SeededRandom;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stats: PipeStats;
  /** The connection must end here. */
  readonly cut: (fault: 'reset' | 'truncate') => void;
}

interface Segment {
  /** Null: the sender has ended. */
  bytes: Buffer | null;
  /** Monotonic milliseconds before which it does not arrive. */
  readonly due: number;
}

/** One direction of a connection. Bytes are handed on in their order, whatever happens to them. */
export class Pipe {
  readonly #with: PipeOptions;
  readonly #queue: Segment[] = [];
  #onItsWay = 0;
  #pumping = false;
  #stopped = false;
  /** Bytes that may pass until the connection is cut, by the fault that says so. */
  #limit: { readonly fault: ProxyFault; left: number } | undefined;

  constructor(options: PipeOptions) {
    this.#with = options;
    options.from.on('data', (bytes) => this.#arrived(bytes));
    options.from.on('end', () => this.#arrived(null));
  }

  stop(): void {
    this.#stopped = true;
    this.#with.stats.held -= this.#onItsWay;
    this.#onItsWay = 0;
  }

  #arrived(bytes: Buffer | null): void {
    const { faults, direction, random, clock, from, stats } = this.#with;
    if (this.#stopped) return;
    const latency = faults.of('latency', direction);
    const jitter = latency?.jitter ?? 0;
    const delay = latency === undefined ? 0 : latency.ms + random.between(-jitter, jitter);
    this.#queue.push({ bytes, due: clock.monotonic() + delay });
    const length = bytes?.length ?? 0;
    this.#onItsWay += length;
    stats.held += length;
    if (this.#onItsWay > mostOnItsWay) from.pause();
    if (!this.#pumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    let segment = this.#queue[0];
    while (segment !== undefined && !this.#stopped) {
      await this.#ready(segment.due);
      if (this.#stopped) return;
      if (segment.bytes === null) this.#with.to.end();
      else await this.#handOn(segment.bytes);
      this.#queue.shift();
      segment = this.#queue[0];
    }
    this.#pumping = false;
  }

  async #ready(due: number): Promise<void> {
    const { faults, direction, clock } = this.#with;
    for (;;) {
      const wait = faults.of('latency', direction) === undefined ? 0 : due - clock.monotonic();
      const hangs = faults.of('hang', direction) !== undefined;
      if (this.#stopped || (!hangs && wait <= 0)) return;
      await (hangs ? faults.change : this.#waitOrChange(wait));
    }
  }

  async #handOn(bytes: Buffer): Promise<void> {
    const { faults, direction } = this.#with;
    let rest = bytes;
    while (rest.length > 0) {
      await this.#ready(0);
      const allowed = this.#allowed();
      if (this.#stopped) return;
      if (allowed === 0) return this.#with.cut(this.#limit?.fault.kind === 'truncate' ? 'truncate' : 'reset');
      const bandwidth = faults.of('bandwidth', direction)?.bytesPerSecond;
      const split = faults.of('split', direction)?.size ?? rest.length;
      const size = Math.min(rest.length, allowed, split, Math.max(1, Math.floor((bandwidth ?? 1e9) / 10)));
      if (bandwidth !== undefined) await this.#waitOrChange((size * 1000) / bandwidth);
      await this.#write(this.#corrupted(rest.subarray(0, size)));
      rest = rest.subarray(size);
      // Each piece in a turn of its own, or the kernel joins them.
      if (rest.length > 0 && size === split) await setImmediate();
    }
    if (this.#allowed() === 0) this.#with.cut(this.#limit?.fault.kind === 'truncate' ? 'truncate' : 'reset');
  }

  #allowed(): number {
    const { faults, direction } = this.#with;
    const fault = direction === 'reply' ? (faults.of('reset') ?? faults.of('truncate')) : undefined;
    if (fault?.afterReplyBytes === undefined) this.#limit = undefined;
    else if (this.#limit?.fault !== fault) this.#limit = { fault, left: fault.afterReplyBytes };
    return this.#limit?.left ?? Number.POSITIVE_INFINITY;
  }

  async #write(bytes: Buffer): Promise<void> {
    const { to, from, stats } = this.#with;
    if (this.#stopped || to.destroyed || !to.writable) return;
    if (this.#limit !== undefined) this.#limit.left -= bytes.length;
    this.#onItsWay -= bytes.length;
    stats.held -= bytes.length;
    stats.passed += bytes.length;
    // Until the kernel has it: a reset would throw away what it has not.
    await new Promise<void>((done) => {
      to.write(bytes, () => done());
    });
    if (this.#onItsWay <= mostOnItsWay) from.resume();
  }

  #corrupted(bytes: Buffer): Buffer {
    const { faults, direction, random, stats } = this.#with;
    const rate = faults.of('corrupt', direction)?.rate ?? 0;
    if (rate === 0) return bytes;
    const copy = Buffer.from(bytes);
    for (let at = 0; at < copy.length; at += 1) {
      if (!random.chance(rate)) continue;
      copy[at] = (copy[at] ?? 0) ^ (1 << random.between(0, 7));
      stats.corrupted += 1;
    }
    return copy;
  }

  async #waitOrChange(ms: number): Promise<void> {
    let cancel = () => {};
    const waited = new Promise<void>((resolve) => {
      cancel = this.#with.timers.after(ms, resolve);
    });
    await Promise.race([waited, this.#with.faults.change]);
    cancel();
  }
}
