import type { Clock } from '@quotewright/kernel';
import type { GenerationRow, GenerationSource, GenerationTable, Random, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { GenerationIndex } from './generation-index.ts';

/*
 * What a node knows of purges. They are numbered 1, 2, 3 … in the order of their commits, over all scopes. An entry carries the
 * node's watermark of when its flight began, and is void when that is below `required` of its scope.
 *
 * Watermark n claims: this node knows every purge up to n. Only a read of the whole table can claim that, so only a read raises
 * it. A row from the bus raises `required` at once and asks for a read. Raising the watermark by the bus too was rejected, also
 * where the numbers join without a gap: the bus is on the store and so untrusted, and its row may be forged or of a transaction
 * that was rolled back. An entry begun under a number not given yet would later pass for one begun after the real purge.
 * Until the read (milliseconds) entries of the purged scope are made and not believed: dear, never wrong. In the same way a hint
 * begins a quarantine and only a read ends one.
 *
 * A watermark that went back means that the database was restored. It is taken as it is: the purges after it are undone and their
 * numbers will be given again. Entries with those numbers would then pass; the truth epoch in the namespace, which every restore
 * raises, keeps them from being met.
 */
export interface Generations {
  /** Every purge up to this number is known. What a flight writes into its envelope. */
  readonly watermark: number;
  /** Raised by each change of the answers below, so that they may be kept together with it. */
  readonly revision: number;
  /** The least number an entry must carry; 0 where nothing was purged. Constant time. */
  required(category: string, tenant: string | null, version: string | null): number;
  /** Neither read nor filled. Before the first read of the source everything is: a purge may have been missed. */
  quarantined(category: string, tenant: string | null, version: string | null): boolean;
  /** The purges and quarantines that these answers follow from: at most four scopes. For people. */
  concerning(category: string, tenant: string | null, version: string | null): readonly GenerationRow[];
  /** Whether the source has been read. */
  readonly known: boolean;
  /** A row heard of on the bus: a hint that may be late, doubled, out of order or wrong. */
  apply(row: GenerationRow): void;
  /** Reads the table, beginning after this call. Never rejects: if it fails, what was known stays. */
  refresh(): Promise<void>;
  /** Reads now, and from then on again and again. Resolves also when the first read failed. */
  start(): Promise<void>;
  close(): void;
}

export interface GenerationsOptions {
  /** Without one there are no purges: every answer is 0 or false, hints are ignored. */
  readonly source?: GenerationSource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry?: Pick<Telemetry, 'trouble'>;
  /** Milliseconds between two reads, at most; up to a sixth less, by chance. Default 5,000. */
  readonly every?: number;
}

/** Milliseconds between reads that hints ask for: whoever can write to the bus shall not command the database. */
const HINT_INTERVAL = 100;
/** Hints kept between two reads. */
const MOST_HINTS = 1_000;

export function createGenerations(options: GenerationsOptions): Generations {
  const { source, clock, timers, random, telemetry, every = 5_000 } = options;
  let index = new GenerationIndex([]);
  let watermark = 0;
  let revision = 0;
  let known = source === undefined;
  /** The content of the table when it was read last; undefined where a hint has changed the index since. */
  let content: string | undefined;
  /** By generation: heard of, and perhaps not in a read that is under way. */
  const hints = new Map<number, GenerationRow>();
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  let beganAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let cancelRound = () => {};
  let cancelHinted: (() => void) | undefined;

  async function read(from: GenerationSource): Promise<void> {
    beganAt = clock.monotonic();
    const heardBefore = [...hints.keys()];
    let table: GenerationTable;
    try {
      table = await from.read();
    } catch {
      telemetry?.trouble('generations', 'error');
      return;
    }
    if (closed) return;
    // The table has what was committed before the read began; what was heard of meanwhile may be missing in it.
    for (const generation of heardBefore) hints.delete(generation);
    install(table);
  }

  function install(table: GenerationTable): void {
    for (const generation of hints.keys()) if (generation <= table.watermark) hints.delete(generation);
    watermark = table.watermark;
    const text = JSON.stringify(table);
    if (text === content) return;
    content = hints.size === 0 ? text : undefined;
    known = true;
    index = new GenerationIndex([...table.rows, ...hints.values()]);
    revision += 1;
  }

  function refresh(): Promise<void> {
    if (source === undefined || closed) return Promise.resolve();
    if (running === undefined) {
      running = read(source).finally(() => {
        running = undefined;
      });
      return running;
    }
    // The one under way may have begun too early for this caller; the next one serves all who come meanwhile.
    queued ??= running.then(() => {
      queued = undefined;
      return refresh();
    });
    return queued;
  }

  function refreshSoon(): void {
    if (cancelHinted !== undefined) return;
    const wait = beganAt + HINT_INTERVAL - clock.monotonic();
    if (wait <= 0) {
      void refresh();
      return;
    }
    cancelHinted = timers.after(wait, () => {
      cancelHinted = undefined;
      void refresh();
    });
  }

  function nextRound(): void {
    if (closed) return;
    const wait = known ? every * (1 - random.fraction() / 6) : every / 10;
    cancelRound = timers.after(wait, () => void refresh().then(nextRound));
  }

  return {
    get watermark() {
      return watermark;
    },
    get revision() {
      return revision;
    },
    required: (category, tenant, version) => index.required(category, tenant, version),
    concerning: (category, tenant, version) => index.concerning(category, tenant, version),
    get known() {
      return known;
    },
    quarantined: (category, tenant, version) => !known || index.quarantined(category, tenant, version),
    apply(row) {
      const { generation } = row;
      if (source === undefined || closed) return;
      if (!Number.isSafeInteger(generation) || generation <= watermark) return;
      if (!hints.has(generation) && hints.size < MOST_HINTS) {
        hints.set(generation, row);
        index.demand(row);
        content = undefined;
        revision += 1;
      }
      refreshSoon();
    },
    refresh,
    async start() {
      if (source === undefined) return;
      await refresh();
      nextRound();
    },
    close() {
      closed = true;
      cancelRound();
      cancelHinted?.();
    },
  };
}
