import type { Span } from './messages.ts';
import type { Refuses } from './world.ts';

/** A version and how it came to be. */
export interface Publication extends Span {
  readonly subject: string;
  readonly version: number;
  readonly refuses: Refuses;
  /** The node that published it, and was told at `endedAt`. */
  readonly madeBy: string;
}

/** Which versions an answer may pin. */
export interface Window {
  /** 0: it may have been before the first. */
  readonly least: number;
  readonly most: number;
  readonly candidates: readonly Publication[];
}

/** What another node may answer after an acknowledged invalidation, and some time for a busy machine; microseconds. */
const TRUST_WINDOW = 2_000_000;
const MARGIN = 500_000;
/** No pointer lives longer, whatever was lost. */
const TIME_TO_LIVE = 60_000_000;

/** Everything that was published, and when the store had heard of it. */
export class History {
  readonly #bySubject = new Map<string, Publication[]>();
  readonly #settled = new Map<string, readonly number[]>();

  add(publication: Publication): void {
    const known = this.#bySubject.get(publication.subject) ?? [];
    this.#bySubject.set(publication.subject, [...known, publication]);
  }

  /** The store has acknowledged all that the node has changed until now. Told in order, also before `add`. */
  settle(node: string, at: number): void {
    const known = this.#settled.get(node) ?? [];
    this.#settled.set(node, [...known, at]);
  }

  lastOf(subject: string): Publication | undefined {
    return this.#bySubject.get(subject)?.at(-1);
  }

  version(subject: string, version: number): Publication | undefined {
    return this.#bySubject.get(subject)?.find((one) => one.version === version);
  }

  /** The maker knows at once; others when the store has heard of it and their trust would have ended. */
  windowOf(subject: string, node: string, { begunAt, endedAt }: Span): Window {
    const all = this.#bySubject.get(subject) ?? [];
    const due = all.findLast((one) => this.#seenFrom(one, node) <= begunAt);
    const least = due?.version ?? 0;
    const candidates = all.filter((one) => one.version >= least && one.begunAt <= endedAt);
    return { least, most: candidates.at(-1)?.version ?? 0, candidates };
  }

  #seenFrom(publication: Publication, node: string): number {
    const { madeBy, endedAt } = publication;
    if (madeBy === node) return endedAt;
    const latest = endedAt + TIME_TO_LIVE;
    const settledAt = this.#settled.get(madeBy)?.find((at) => at >= endedAt) ?? latest;
    return Math.min(settledAt, latest) + TRUST_WINDOW + MARGIN;
  }
}
