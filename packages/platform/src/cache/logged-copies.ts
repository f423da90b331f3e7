import type { Source } from '@quotewright/acceleration';
import { timestamp } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import { keyHash } from './key-hash.ts';
import type { NotedRead } from './request-reads.ts';

/** A copy that a request was answered from, as the request's line in the log names it. */
export interface LoggedCopy {
  readonly category: string;
  /** `keyHash` of its key. */
  readonly keyHash: string;
  /** The version part of the key, or a pointer's version; null where there is neither. */
  readonly version: string | null;
  /** Whose it is, as the copy itself says; null in a global category. */
  readonly tenant: string | null;
  readonly source: CopySource;
  /** When it was read from the truth, RFC 3339: with the hash, one making of the copy. Null: what the copy says is no time. */
  readonly generatedAt: string | null;
  /** It said that there is none. */
  readonly absent?: true;
  /** It was not answered itself: a value of this category was loaded and made of it. */
  readonly into?: string;
}

export type CopySource = Extract<Source, 'l1' | 'l2' | 'stale'>;

export interface LoggedCopies {
  /** The first, each once. Absent: none. */
  readonly copies?: readonly LoggedCopy[];
  /** By category, how many more there were. Absent: none. */
  readonly moreCopies?: Readonly<Record<string, number>>;
}

/** Named in one line; a price asks for a dozen, a page of a list for one. */
const MOST = 32;

const isCopy = (source: Source): source is CopySource => source !== 'loaded' && source !== 'bypassed';

/** What a request's line says of the copies it was answered from. What was read from the truth itself is not among them. */
export function loggedCopies(reads: readonly NotedRead[]): LoggedCopies {
  if (reads.length === 0) return {};
  const seen = new Set<string>();
  const copies: LoggedCopy[] = [];
  const more: Record<string, number> = {};
  for (const read of reads) {
    const { source, category } = read;
    if (!isCopy(source)) continue;
    const identity = `${read.key}\n${read.generatedAt}\n${source}\n${read.into ?? ''}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (copies.length < MOST) copies.push(logged(read, source));
    else more[category] = (more[category] ?? 0) + 1;
  }
  return {
    ...(copies.length > 0 && { copies }),
    ...(seen.size > MOST && { moreCopies: more }),
  };
}

function logged(read: NotedRead, source: CopySource): LoggedCopy {
  const { category, version, tenant, absent, into } = read;
  const { hash, time } = nameOf(read);
  return {
    category,
    keyHash: hash,
    version,
    tenant,
    source,
    generatedAt: time,
    ...(absent && { absent }),
    ...(into !== undefined && { into }),
  };
}

interface CopyName {
  readonly generatedAt: number;
  readonly hash: string;
  readonly time: string | null;
}

/** Of keys that were named lately: a hash and a date cost more than all else that is said of a copy, and most requests ask the same. */
const names = new LRUCache<string, CopyName>({ max: 2_000 });

function nameOf({ key, generatedAt }: NotedRead): CopyName {
  const known = names.get(key);
  if (known?.generatedAt === generatedAt) return known;
  const name = { generatedAt, hash: known?.hash ?? keyHash(key), time: timeOf(generatedAt) };
  names.set(key, name);
  return name;
}

/** Milliseconds that a date can have. The store may have been written by anybody: nothing it says ends a request's record. */
const MOST_MS = 8.64e15;

const timeOf = (milliseconds: number) => (Math.abs(milliseconds) <= MOST_MS ? timestamp(milliseconds) : null);
