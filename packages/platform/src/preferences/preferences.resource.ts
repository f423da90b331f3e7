import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { type Answer, noContent, ok } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { jsonValueSchema, timestampSchema } from '../http/schemas.ts';
import type { Preference } from './preference-store.ts';
import { readPreference, removePreference, replacePreference } from './preferences.ts';

const path = '/me/preferences/:view';
const tag = 'Preferences';
const permission = 'preference:use';

const params = z.strictObject({
  view: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z0-9.-]*$/)
    .describe('The name of the view, such as `quotes`.'),
});

const documentSchema = z
  .record(z.string(), jsonValueSchema)
  .describe(
    'What the client remembers of the view: columns, filters, order. Nothing here reads it. At most 16 KiB.',
  );

const preferenceSchema = z
  .strictObject({
    view: z.string(),
    document: documentSchema,
    version: z.int().describe('Rises with each change; the ETag.'),
    updatedAt: timestampSchema,
  })
  .meta({ id: 'ViewPreference', description: 'How one person likes one view.' });

/** More than a document may have, so that one that is too large is told so. */
const BODY_BYTES = 65_536;

/** What people like is theirs: no audit row says it, and nobody else reads it. */
export function preferenceRoutes(): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readViewPreference',
      tag,
      summary: 'How the caller likes a view',
      permission,
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The preferences', schema: preferenceSchema } },
      handler: (call) =>
        call.read(async (tx) => preferenceAnswer(await readPreference(tx, call.principal, call.params.view))),
    }),
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'replaceViewPreference',
      tag,
      summary: 'Remember how the caller likes a view',
      description:
        'The first time without `If-Match`, then with it: two windows do not overwrite each other.',
      permission,
      limit: { class: 'change', cost: 1 },
      params,
      body: documentSchema,
      bodyLimit: BODY_BYTES,
      responses: { 200: { description: 'The preferences', schema: preferenceSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const change = { view: call.params.view, document: call.body, ...expected(call.ifMatch) };
          return preferenceAnswer(await replacePreference(tx, call.principal, change));
        }),
    }),
    defineRoute({
      method: 'DELETE',
      path,
      operationId: 'deleteViewPreference',
      tag,
      summary: 'Forget how the caller likes a view',
      permission,
      limit: { class: 'change', cost: 1 },
      params,
      responses: { 204: { description: 'Forgotten' } },
      handler: (call) =>
        call.write(async (tx) => {
          await removePreference(tx, call.principal, { ...call.params, ...expected(call.ifMatch) });
          return noContent();
        }),
    }),
  ];
}

function preferenceAnswer({ updatedAt, ...preference }: Preference): Answer {
  return ok({ ...preference, updatedAt: timestamp(updatedAt) }, { etag: String(preference.version) });
}

function expected(ifMatch: string | undefined) {
  return ifMatch === undefined ? {} : { expectedVersion: ifMatch };
}
