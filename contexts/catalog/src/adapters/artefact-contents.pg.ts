import { queries } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { ArtefactContents } from '../ports/artefact-contents.ts';
import type { Tables } from './tables.ts';

export const pgArtefactContents: ArtefactContents = {
  // By the primary key of artefact. The sum reads sizes only: bytes that are left out are never fetched.
  async find(tx, hashes, maxBytes) {
    if (hashes.length === 0) return new Map();
    const { rows } = await sql<{ content_hash: string; bytes: Buffer }>`
      select content_hash, bytes
      from (
        select artefact.content_hash, artefact.bytes,
          sum(octet_length(artefact.bytes)) over (order by wanted.place) as so_far
        from unnest(${[...hashes]}::text[]) with ordinality as wanted (content_hash, place)
        join catalog.artefact on artefact.tenant_id = ${tx.tenant}
          and artefact.content_hash = wanted.content_hash
      ) sized
      where so_far <= ${maxBytes}`.execute(queries<Tables>(tx));
    return new Map(rows.map((row) => [row.content_hash, row.bytes]));
  },
};
