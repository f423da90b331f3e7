import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { created, noContent, ok, sendBytes } from '../http/answer.ts';
import { JSON_TYPE } from '../http/media-types.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idSchema, timestampSchema } from '../http/schemas.ts';
import type { OwnFiles } from './own-files.ts';
import { MAX_FILE_BYTES, type StoredFile } from './stored-file.ts';

const path = '/files';
const one = `${path}/:fileId`;
const tag = 'Files';
const permission = 'file:use';
const params = z.strictObject({ fileId: idSchema });

const uploadQuery = z.strictObject({
  name: z.string().trim().min(1).max(200).exactOptional().describe('What people call it.'),
  keep: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: until it is deleted; otherwise it is gone after 24 hours.'),
});

const fileSchema = z
  .strictObject({
    id: idSchema,
    name: z.string().exactOptional(),
    mediaType: z.string(),
    size: z.int().describe('Bytes.'),
    contentHash: z.string().describe('SHA-256 of the content; the ETag of the content.'),
    createdAt: timestampSchema,
    expiresAt: timestampSchema.exactOptional().describe('Absent: it stays until it is deleted.'),
  })
  .meta({ id: 'StoredFile', description: 'A file that was sent to be worked on.' });

function fileView(stored: StoredFile): z.output<typeof fileSchema> {
  const { owner: _, createdAt, expiresAt, ...file } = stored;
  return {
    ...file,
    createdAt: timestamp(createdAt),
    ...(expiresAt !== undefined && { expiresAt: timestamp(expiresAt) }),
  };
}

/** Files that a person sends now and works on later, as in a wizard. They are private to who sent them. */
export function fileRoutes(files: OwnFiles): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'uploadFile',
      tag,
      summary: 'Send a text file to be worked on',
      description: 'Nobody but the caller sees it. It is kept byte for byte, in whatever process it arrives.',
      permission,
      limit: { class: 'change', cost: 5 },
      idempotency: 'optional',
      query: uploadQuery,
      body: z.unknown().describe('Any JSON.'),
      media: {
        'application/yaml': 'YAML.',
        'text/csv': 'Comma-separated values.',
        'text/plain': 'Any other text, such as a feature model in UVL.',
      },
      bodyLimit: MAX_FILE_BYTES,
      responses: { 201: { description: 'The file', schema: fileSchema } },
      handler(call) {
        const { name, keep } = call.query;
        // JSON was parsed to be checked; it is kept as it was written.
        const { mediaType, bytes } = call.rawBody ?? { mediaType: JSON_TYPE, bytes: Buffer.alloc(0) };
        const named = name === undefined ? {} : { name };
        return call.write(async (tx) => {
          const sent = { ...named, mediaType, content: bytes, keep: keep === 'true' };
          const file = await files.add(tx, call.principal, sent);
          return created(`${path}/${file.id}`, fileView(file));
        });
      },
    }),
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listFiles',
      tag,
      summary: "The caller's files, newest first",
      permission,
      limit: { class: 'read', cost: 1 },
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(fileSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { items, ...next } = await files.list(tx, call.principal, call.query);
          return ok({ items: items.map(fileView), ...next });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: one,
      operationId: 'readFile',
      tag,
      summary: 'What a file is, without its content',
      permission,
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The file', schema: fileSchema } },
      handler: (call) =>
        call.read(async (tx) => ok(fileView(await files.find(tx, call.principal, call.params.fileId)))),
    }),
    defineRoute({
      method: 'GET',
      path: `${one}/content`,
      operationId: 'readFileContent',
      tag,
      summary: 'The content of a file, byte for byte',
      permission,
      limit: { class: 'read', cost: 5 },
      params,
      responses: {
        200: { description: 'As it was sent, with its media type', contentType: 'application/octet-stream' },
      },
      handler: (call) =>
        call.read(async (tx) => {
          const file = await files.read(tx, call.principal, call.params.fileId);
          const type = file.mediaType === JSON_TYPE ? JSON_TYPE : `${file.mediaType}; charset=utf-8`;
          // Never shown as a page of ours, whatever is in it.
          const headers = { 'content-disposition': `attachment${fileNameOf(file)}` };
          return sendBytes(file.content, type, { etag: file.contentHash, headers });
        }),
    }),
    defineRoute({
      method: 'DELETE',
      path: one,
      operationId: 'deleteFile',
      tag,
      summary: 'Remove a file',
      permission,
      limit: { class: 'change', cost: 1 },
      params,
      responses: { 204: { description: 'Removed' } },
      handler: (call) =>
        call.write(async (tx) => {
          await files.remove(tx, call.principal, call.params.fileId);
          return noContent();
        }),
    }),
  ];
}

/** RFC 8187: any name, in the few characters that a header may have. */
function fileNameOf({ name }: StoredFile): string {
  if (name === undefined) return '';
  const escaped = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `; filename*=UTF-8''${escaped}`;
}
