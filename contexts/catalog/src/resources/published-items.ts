import { type Answer, sendBytes } from '@quotewright/platform/http';
import { versionHeader } from './wanted-version.schema.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

interface VersionedBytes {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes. */
  readonly contentHash: string;
  readonly catalogVersion: number;
}

/** What a version has, as it is kept: its hash is its ETag. */
export function itemAnswer({ bytes, contentHash, catalogVersion }: VersionedBytes): Answer {
  return sendBytes(bytes, JSON_TYPE, { etag: contentHash, headers: versionHeader(catalogVersion) });
}

interface ItemPage {
  readonly items: readonly { readonly bytes: Uint8Array }[];
  readonly nextCursor?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A page made of artefacts, which are put together and not parsed. */
export function itemPageAnswer({ items, nextCursor, headers }: ItemPage): Answer {
  const parts: Uint8Array[] = [Buffer.from('{"items":[')];
  for (const [index, { bytes }] of items.entries()) {
    if (index > 0) parts.push(Buffer.from(','));
    parts.push(bytes);
  }
  parts.push(Buffer.from(nextCursor === undefined ? ']}' : `],"nextCursor":${JSON.stringify(nextCursor)}}`));
  return sendBytes(Buffer.concat(parts), JSON_TYPE, { headers });
}

/** Each item with the named members only. */
export function projected(
  items: readonly { readonly bytes: Buffer }[],
  fields: readonly string[],
): readonly { readonly bytes: Buffer }[] {
  return items.map(({ bytes }) => {
    const item = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const picked = fields.filter((field) => field in item).map((field) => [field, item[field]] as const);
    return { bytes: Buffer.from(JSON.stringify(Object.fromEntries(picked))) };
  });
}
