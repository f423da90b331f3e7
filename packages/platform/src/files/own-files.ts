import { documentText, newUuid, sha256 } from '@quotewright/kernel';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Principal } from '../auth/principal.ts';
import type { Page, PageRequest } from '../http/page.ts';
import type { Tx } from '../postgres/tx.ts';
import { fail } from './file-errors.ts';
import { pgFileStore } from './file-store.pg.ts';
import type { FileStore } from './file-store.ts';
import { type FileUsage, type StoredFile, TENANT_QUOTA } from './stored-file.ts';

export interface SentFile {
  readonly name?: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** Until somebody deletes it; otherwise for 24 hours. */
  readonly keep: boolean;
}

/** Files as their owner has them: another subject's is `FILE_NOT_FOUND`. */
export interface OwnFiles {
  /** Throws `FILE_EMPTY`, `FILE_NOT_TEXT`, `FILE_QUOTA_EXCEEDED`. */
  add(tx: Tx, actor: Principal, sent: SentFile): Promise<StoredFile>;
  list(tx: Tx, reader: Principal, page: PageRequest): Promise<Page<StoredFile>>;
  find(tx: Tx, reader: Principal, id: string): Promise<StoredFile>;
  read(tx: Tx, reader: Principal, id: string): Promise<StoredFile & { readonly content: Buffer }>;
  remove(tx: Tx, actor: Principal, id: string): Promise<void>;
}

const LIFETIME_MS = 24 * 3_600_000;

export function ownFiles(store: FileStore = pgFileStore, quota: FileUsage = TENANT_QUOTA): OwnFiles {
  async function find(tx: Tx, { subject }: Principal, id: string): Promise<StoredFile> {
    const file = await store.stat(tx, id);
    if (file?.owner !== subject) throw fail('FILE_NOT_FOUND', `there is no file ${id}`);
    return file;
  }

  return {
    async add(tx, actor, { name, mediaType, content, keep }) {
      if (content.byteLength === 0) throw fail('FILE_EMPTY', 'the file has no content');
      const text = documentText(content);
      if ('problem' in text) throw notText(text.problem);
      const size = content.byteLength;
      const { files, bytes } = await store.usage(tx);
      if (files >= quota.files || bytes + size > quota.bytes) {
        const limits = `at most ${quota.files} files and ${quota.bytes} bytes`;
        throw fail('FILE_QUOTA_EXCEEDED', `a tenant keeps ${limits}: delete some, or wait until they expire`);
      }
      const file: StoredFile = {
        id: newUuid(),
        owner: actor.subject,
        ...(name !== undefined && { name }),
        mediaType,
        size,
        contentHash: sha256(content),
        createdAt: tx.now,
        ...(!keep && { expiresAt: tx.now + LIFETIME_MS }),
      };
      await store.put(tx, file, content);
      await audit(tx, actor, 'file.add', file);
      return file;
    },

    list: (tx, { subject }, page) => store.list(tx, subject, page),
    find,

    async read(tx, reader, id) {
      const file = await find(tx, reader, id);
      const content = Buffer.concat(await Array.fromAsync(store.open(tx, id)));
      if (sha256(content) !== file.contentHash) throw new Error(`file ${id} is not what was sent`);
      return { ...file, content };
    },

    async remove(tx, actor, id) {
      const file = await find(tx, actor, id);
      await store.delete(tx, id);
      await audit(tx, actor, 'file.remove', file);
    },
  };
}

function notText({
  reason,
  ...place
}: {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}) {
  return fail('FILE_NOT_TEXT', `the file ${reason}`, {
    errors: [{ pointer: '', code: 'NOT_UTF8', reason, ...place }],
  });
}

function audit(tx: Tx, actor: Principal, action: string, { id, mediaType, size, contentHash }: StoredFile) {
  const entity = { type: 'file', id };
  return appendAudit(tx, { actor, action, entity, detail: { mediaType, size, contentHash } });
}
