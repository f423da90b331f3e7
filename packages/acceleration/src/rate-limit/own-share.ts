import type { Timers } from '../ports/index.ts';
import { longestWait } from './decision.ts';
import type { LimitAsk } from './limits.ts';
import type { LocalTaking } from './local-limiter.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Asks at a time. */
const MOST_WAITING = 1_000;

export interface ShareTaking {
  /** The one that is short for longest; absent: all are taken. */
  readonly short?: LocalTaking;
  /** Milliseconds. */
  readonly waited: number;
  /** Gives back what was taken, if anything was. */
  undo(): void;
}

const nothing = () => {};

/**
 * Takes from this process's share of the quotas. Where it is short for less than the patience of the ask, it is taken at once and
 * admitted when it is due: whoever came first goes first, and never more pass than the share has. Without that, whoever comes first
 * after the store went finds the share empty and is refused, although he is well within his quota.
 */
export class OwnShare {
  readonly #room: WaitingRoom;

  constructor(timers: Timers, mostWaiting = MOST_WAITING) {
    this.#room = new WaitingRoom(timers, mostWaiting);
  }

  async take(takings: readonly LocalTaking[], ask: LimitAsk, patience: number): Promise<ShareTaking> {
    const short = longestWait(takings);
    const wait = (short?.wait ?? 0) / 1_000;
    if (short !== undefined && (wait > patience || this.#room.isFull)) {
      return { short, waited: 0, undo: nothing };
    }
    const signal = short && ask.gone?.();
    const undos = takings.map((taking) => taking.apply());
    const undo = () => undos.forEach((takeBack) => takeBack());
    if (short === undefined || (await this.#room.wait(wait, signal))) return { waited: wait, undo };
    undo();
    return { short, waited: wait, undo: nothing };
  }
}
