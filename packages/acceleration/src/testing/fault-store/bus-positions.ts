import type { BusPosition } from '../../ports/index.ts';

const kept = 10_000;

interface Segment {
  /** Null: the epoch that the store says. */
  readonly epoch: string | null;
  /** How far the store's own numbers are ahead of what is told. */
  readonly offset: number;
}

/**
 * What the listeners are told of the store's positions. A store cannot be made to go back; so its numbers run on, and what
 * is told of them goes back.
 */
export class BusPositions {
  #ofEpoch: string | undefined;
  #now: Segment = { epoch: null, offset: 0 };
  /** Segments that ended, each with the store's last number in it, oldest first. */
  #ended: { readonly segment: Segment; readonly upTo: number }[] = [];
  /** When the announcements that still stand were acknowledged, monotonic milliseconds. */
  #announced: number[] = [];

  /** The position of a message, which may have been sent before the stream went back. */
  sent(position: BusPosition): BusPosition {
    this.#follow(position);
    const ended = this.#ended.find(({ upTo }) => position.seq <= upTo);
    return told(ended?.segment ?? this.#now, position);
  }

  standing(position: BusPosition): BusPosition {
    this.#follow(position);
    return told(this.#now, position);
  }

  announced(position: BusPosition, at: number): BusPosition {
    this.#follow(position);
    const told = this.sent(position);
    // An answer that was under way while the stream went back belongs to what was lost.
    if (position.seq > (this.#ended.at(-1)?.upTo ?? 0)) this.#announced.push(at);
    if (this.#announced.length > kept) this.#announced.shift();
    return told;
  }

  /** `position`: what the store says now. */
  loseAfter(time: number, position: BusPosition): void {
    this.#follow(position);
    const standing = this.#announced.filter((at) => at <= time);
    const lost = this.#announced.length - standing.length;
    this.#announced = standing;
    this.#begin({ epoch: this.#now.epoch, offset: this.#now.offset + lost }, position);
  }

  restart(epoch: string, position: BusPosition): void {
    this.#follow(position);
    this.#announced = [];
    this.#begin({ epoch, offset: position.seq }, position);
  }

  #begin(segment: Segment, { seq }: BusPosition): void {
    this.#ended.push({ segment: this.#now, upTo: seq });
    this.#now = segment;
  }

  /** The store itself began anew: nothing that was told before goes on. */
  #follow({ epoch }: BusPosition): void {
    if (this.#ofEpoch === epoch) return;
    this.#ofEpoch = epoch;
    this.#now = { epoch: null, offset: 0 };
    this.#ended = [];
    this.#announced = [];
  }
}

function told({ epoch, offset }: Segment, position: BusPosition): BusPosition {
  return { epoch: epoch ?? position.epoch, seq: position.seq - offset };
}
