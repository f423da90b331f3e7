import type { Load } from '../peers/peer.ts';

/** A load that has read the truth and does not come back before it is released. */
export interface SlowLoad {
  readonly load: Load;
  /** It has read the truth. */
  readonly started: Promise<void>;
  release(): void;
}

/** The truth behind one key, within this process. */
export class Truth {
  #version = 1;

  get value(): string {
    return `v${this.#version}`;
  }

  change(): void {
    this.#version += 1;
  }

  /** Comes back at once. */
  readonly load: Load = async () => this.value;

  /** Reads now, comes back when it is released. */
  slowLoad(): SlowLoad {
    const started = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    return {
      load: async () => {
        const read = this.value;
        started.resolve();
        await released.promise;
        return read;
      },
      started: started.promise,
      release: released.resolve,
    };
  }
}
