import { type Answer, created, defineRoute, ok, pageOf, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { createUser } from '../application/create-user.ts';
import type { listUsers } from '../application/list-users.ts';
import type { readUser } from '../application/read-user.ts';
import type { updateUser } from '../application/update-user.ts';
import type { User } from '../domain/user.ts';
import { newUserSchema, subject, userChangeSchema, userQuerySchema, userSchema } from './user.schema.ts';

interface UserDeps {
  readonly list: ReturnType<typeof listUsers>;
  readonly read: ReturnType<typeof readUser>;
  readonly create: ReturnType<typeof createUser>;
  readonly update: ReturnType<typeof updateUser>;
}

const params = z.strictObject({ subject });

const answer = (user: User): Answer => ok(user, { etag: String(user.version) });

export function userRoutes({ list, read, create, update }: UserDeps): readonly Route[] {
  const path = '/admin/users';
  const one = `${path}/:subject`;
  const tag = 'Administration';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listUsers',
      tag,
      summary: 'The users of the tenant, in the order of their subjects',
      permission: 'user:read',
      limit: { class: 'read', cost: 1 },
      query: userQuerySchema,
      responses: { 200: { description: 'One page', schema: pageOf(userSchema) } },
      handler: (call) => call.read(async (tx) => ok(await list(tx, call.query))),
    }),
    defineRoute({
      method: 'POST',
      path,
      operationId: 'createUser',
      tag,
      summary: 'Add a user to the directory',
      description:
        'Rights come from the roles in the token. The directory adds the sales hierarchy and suspension.',
      permission: 'user:write',
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      body: newUserSchema,
      responses: { 201: { description: 'The user', schema: userSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const user = await create(tx, call.principal, call.body);
          return created(`${path}/${encodeURIComponent(user.subject)}`, user, { etag: String(user.version) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: one,
      operationId: 'readUser',
      tag,
      summary: 'One user',
      permission: 'user:read',
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The user', schema: userSchema } },
      handler: (call) => call.read(async (tx) => answer(await read(tx, call.params.subject))),
    }),
    defineRoute({
      method: 'PATCH',
      path: one,
      operationId: 'updateUser',
      tag,
      summary: 'Change a user, or suspend them',
      permission: 'user:write',
      limit: { class: 'change', cost: 1 },
      params,
      ifMatch: true,
      body: userChangeSchema,
      responses: { 200: { description: 'The changed user', schema: userSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, params, body: change, ifMatch: expectedVersion } = call;
          return answer(await update(tx, principal, { ...params, change, expectedVersion }));
        }),
    }),
  ];
}
