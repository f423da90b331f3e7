import type { Timers } from '../../ports/index.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { ActiveFaults } from './active-faults.ts';
import type { FaultTerms } from './faults.ts';
import { type Operation, operations } from './operations.ts';
import { StoreFault } from './store-fault.ts';

/** Undefined: it is done and answered. */
type Fate = 'applied unheard' | 'dropped' | undefined;

interface Held {
  readonly node: number;
  readonly dropped: number;
  readonly go: (fate: Fate) => void;
  readonly fail: (error: StoreFault) => void;
}

/** What an operation meets on its way to the store and back, whatever it does there. */
export class FaultGate {
  readonly #active: ActiveFaults;
  readonly #timers: Timers;
  readonly #delays: SeededRandom;
  readonly #held = new Set<Held>();
  #recovery: Promise<void> | undefined;

  constructor(active: ActiveFaults, timers: Timers) {
    this.#active = active;
    this.#timers = timers;
    this.#delays = active.random('slow').fork('delays');
    active.onChange(() => this.#reconsider());
  }

  /** Operations wait while the store is put into the state that a fault leaves behind. */
  recover(task: () => Promise<void>): void {
    const before = this.#recovery ?? Promise.resolve();
    const recovery = before.then(task, task).finally(() => {
      if (this.#recovery === recovery) this.#recovery = undefined;
    });
    // Who comes next is told; when nobody does, nobody misses it.
    recovery.catch(() => {});
    this.#recovery = recovery;
  }

  /** `part` does some of what `apply` does, for operations on several keys. */
  async pass<T>(
    node: number,
    operation: Operation,
    apply: () => Promise<T>,
    part?: () => Promise<unknown>,
  ): Promise<T> {
    if (this.#recovery !== undefined) await this.#recovered();
    if (this.#active.quiet) return apply();
    this.#refuse(node, operation);
    const hanging = this.#active.strike('hanging', node);
    if (hanging !== undefined) {
      const fate = await this.#hold(node, hanging.dropped);
      if (fate !== undefined) return this.#unheard(fate, apply);
      // A recovery that was started while it hung comes first, as for those that arrive now.
      if (this.#recovery !== undefined) await this.#recovered();
    }
    // No await without a fault: operations that are let go together must stay in order.
    const late = operations[operation].writes ? this.#active.strike('late-writes', node) : undefined;
    if (late !== undefined) return this.#applyLate(late, operation, apply);
    if (part !== undefined && this.#active.strike('torn', node) !== undefined) {
      await part();
      throw new StoreFault('torn', `Connection is closed: ${operation} was done in part.`);
    }
    const slow = this.#active.strike('slow', node);
    if (slow === undefined) return apply();
    const [before, after] = [this.#delays.between(slow.from, slow.to), this.#delays.fraction()];
    await this.#wait(Math.round(before * after));
    try {
      return await apply();
    } finally {
      await this.#wait(before - Math.round(before * after));
    }
  }

  /** What the node still waits for will not come. */
  abandon(node: number): void {
    for (const held of this.#held) {
      if (held.node !== node) continue;
      this.#held.delete(held);
      held.fail(new StoreFault('closed', 'Connection is closed.'));
    }
  }

  async #recovered(): Promise<void> {
    while (this.#recovery !== undefined) await this.#recovery;
  }

  #refuse(node: number, operation: Operation): void {
    if (this.#active.strike('killed', node) !== undefined) throw refused();
    const reply = this.#active.strike('error-replies', node);
    if (reply !== undefined) {
      throw new StoreFault('error-replies', this.#active.random('error-replies').pick(reply.replies));
    }
    if (operations[operation].needsMemory && this.#active.strike('full', node) !== undefined) {
      throw new StoreFault('full', "OOM command not allowed when used memory > 'maxmemory'.");
    }
  }

  #hold(node: number, dropped: number): Promise<Fate> {
    return new Promise((go, fail) => {
      this.#held.add({ node, dropped, go, fail });
    });
  }

  #unheard(fate: Fate, apply: () => Promise<unknown>): Promise<never> {
    if (fate === 'applied unheard') apply().catch(() => {});
    return new Promise(() => {});
  }

  /** Operations that hung together are let go together, in the order in which they came. */
  #reconsider(): void {
    for (const held of this.#held) {
      if (this.#active.on('killed', held.node) !== undefined) {
        this.#held.delete(held);
        held.fail(refused());
      } else if (this.#active.on('hanging', held.node) === undefined) {
        this.#held.delete(held);
        held.go(this.#fateOf(held));
      }
    }
  }

  #fateOf({ dropped }: Held): Fate {
    const random = this.#active.random('hanging');
    if (!random.chance(dropped)) return undefined;
    return random.chance(0.5) ? 'applied unheard' : 'dropped';
  }

  async #applyLate(
    late: FaultTerms['late-writes'],
    operation: Operation,
    apply: () => Promise<unknown>,
  ): Promise<never> {
    const delay = this.#active.random('late-writes').between(late.from, late.to);
    this.#timers.after(delay, () => void apply().catch(() => {}));
    await this.#wait(late.timeout);
    throw new StoreFault('late-writes', `Command timed out: ${operation}.`);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(ms, resolve);
    });
  }
}

function refused(): StoreFault {
  return new StoreFault('killed', 'connect ECONNREFUSED');
}
