import type { NotedRead } from '../cache/request-reads.ts';

/** What the header says of a read. */
export type StatusRead = Pick<NotedRead, 'category' | 'source' | 'age' | 'reason' | 'into'>;

/** RFC 9211: no cache took part. */
const NO_CACHE_USED = 'quotewright; fwd=bypass';
/** Members of the header: each category has one, however many of its copies took part. */
const MOST = 16;

/**
 * `Cache-Status` of an answer: a member for each category that took part, with its worst read, in the order in which they were
 * asked. `detail` is the tier (`l1`, `l2`, `stale`), or why the truth was asked; `age` is in seconds.
 */
export function cacheStatus(all: readonly StatusRead[]): string {
  // What a loaded value was made of is no part of the answer by itself.
  const reads = all.filter(({ into }) => into === undefined);
  if (reads.length === 0) return NO_CACHE_USED;
  const worst = new Map<string, StatusRead>();
  for (const read of reads) {
    const before = worst.get(read.category);
    if (before === undefined || BADNESS[read.source] > BADNESS[before.source]) worst.set(read.category, read);
  }
  return [...worst.values()].slice(0, MOST).map(member).join(', ');
}

const BADNESS = { l1: 0, l2: 1, stale: 2, loaded: 3, bypassed: 4 } as const;

function member({ category, source, age, reason }: StatusRead): string {
  const cache = `quotewright; key=${category}`;
  if (source === 'loaded') return `${cache}; fwd=miss; stored${why(reason)}`;
  if (source === 'bypassed') return `${cache}; fwd=bypass${why(reason)}`;
  return `${cache}; hit; detail=${source}; age=${Math.floor(age / 1_000)}`;
}

const why = (reason: string | null) => (reason === null ? '' : `; detail=${reason}`);
