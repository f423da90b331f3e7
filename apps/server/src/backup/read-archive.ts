import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  type ArchiveEnd,
  type ArchiveHeader,
  type ArchiveTable,
  BACKUP_FORMAT,
  ROW_PREFIX,
} from './archive-format.ts';
import { fail } from './errors.ts';

export type ArchivePart =
  | { readonly kind: 'header'; readonly header: ArchiveHeader }
  | { readonly kind: 'table'; readonly table: string }
  /** The row's JSON text, untouched: parsing would round numbers that a JavaScript number cannot hold. */
  | { readonly kind: 'row'; readonly json: string };

/**
 * The parts of an archive in order. Throws `BACKUP_DAMAGED` at the first sign that a byte is missing or
 * changed; since that can be the last line, a caller reads to the end before it changes anything.
 */
export async function* readArchive(path: string): AsyncGenerator<ArchivePart> {
  const hash = createHash('sha256');
  let rows = 0;
  let ended = false;
  for await (const line of linesOf(path)) {
    if (ended) throw fail('BACKUP_DAMAGED', 'there is data after the end');
    if (line.startsWith(ROW_PREFIX)) {
      hash.update(`${line}\n`);
      rows += 1;
      yield { kind: 'row', json: line.slice(ROW_PREFIX.length, -1) };
      continue;
    }
    const content = parse(line);
    if (isEnd(content)) {
      if (content.end.rows !== rows || content.end.sha256 !== hash.digest('hex')) {
        throw fail('BACKUP_DAMAGED', 'the content does not match its checksum');
      }
      ended = true;
      continue;
    }
    hash.update(`${line}\n`);
    yield partOf(content);
  }
  if (!ended) throw fail('BACKUP_DAMAGED', 'the archive ends before its end');
}

/** Reads an archive to its end. Throws `BACKUP_DAMAGED`. */
export async function checkArchive(path: string): Promise<void> {
  for await (const _ of readArchive(path));
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const plain = createGunzip();
  // pipeline, not pipe: an error of the file must end the reader, too. The reader below reports it.
  pipeline(createReadStream(path), plain).catch(() => {});
  try {
    yield* createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    throw fail('BACKUP_DAMAGED', 'this is no complete gzip file', {}, error);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw fail('BACKUP_DAMAGED', 'a line is not JSON');
  }
}

function isEnd(content: unknown): content is ArchiveEnd {
  return typeof content === 'object' && content !== null && 'end' in content;
}

function partOf(content: unknown): ArchivePart {
  if (typeof content === 'object' && content !== null) {
    if ('table' in content) return { kind: 'table', table: (content as ArchiveTable).table };
    if ('format' in content && content.format === BACKUP_FORMAT)
      return { kind: 'header', header: content as ArchiveHeader };
  }
  throw fail('BACKUP_DAMAGED', `this is no archive of the format ${BACKUP_FORMAT}`);
}
