import {
  type Answer,
  created,
  defineRoute,
  idSchema,
  ok,
  pageOf,
  type Route,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { accountInReach } from '../application/account-in-reach.ts';
import type { closeAccount } from '../application/close-account.ts';
import type { createAccount } from '../application/create-account.ts';
import type { listAccounts } from '../application/list-accounts.ts';
import { ownerInReach } from '../application/owner-in-reach.ts';
import type { readAccount } from '../application/read-account.ts';
import type { updateAccount } from '../application/update-account.ts';
import type { AccountDetail } from '../domain/account.ts';
import {
  accountChangeSchema,
  accountQuerySchema,
  accountSchema,
  accountSummarySchema,
  newAccountSchema,
} from './account.schema.ts';

interface AccountDeps {
  readonly inReach: ReturnType<typeof accountInReach>;
  readonly list: ReturnType<typeof listAccounts>;
  readonly read: ReturnType<typeof readAccount>;
  readonly create: ReturnType<typeof createAccount>;
  readonly update: ReturnType<typeof updateAccount>;
  readonly close: ReturnType<typeof closeAccount>;
}

const params = z.strictObject({ accountId: idSchema });

const answer = (account: AccountDetail): Answer => ok(account, { etag: String(account.version) });

export function accountRoutes({ inReach, list, read, create, update, close }: AccountDeps): readonly Route[] {
  const path = '/accounts';
  const one = `${path}/:accountId`;
  const tag = 'Accounts';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listAccounts',
      tag,
      summary: 'Accounts, by name unless asked otherwise',
      permission: 'account:read',
      limit: { class: 'read', cost: 1 },
      query: accountQuerySchema,
      responses: { 200: { description: 'One page', schema: pageOf(accountSummarySchema) } },
      handler: (call) => call.read(async (tx) => ok(await list(tx, { ...call.query, reach: call.reach }))),
    }),
    defineRoute({
      method: 'POST',
      path,
      operationId: 'createAccount',
      tag,
      summary: 'Create an account',
      permission: 'account:write',
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      body: newAccountSchema,
      responses: { 201: { description: 'The account', schema: accountSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          ownerInReach(call.reach, call.body.owner);
          const account = await create(tx, call.principal, call.body);
          return created(`${path}/${account.id}`, account, { etag: String(account.version) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: one,
      operationId: 'readAccount',
      tag,
      summary: 'One account with its contacts and addresses',
      permission: 'account:read',
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The account', schema: accountSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.accountId);
          return answer(await read(tx, call.params.accountId));
        }),
    }),
    defineRoute({
      method: 'PATCH',
      path: one,
      operationId: 'updateAccount',
      tag,
      summary: 'Change an account',
      description: 'Quotes and orders keep the values they were priced with.',
      permission: 'account:write',
      limit: { class: 'change', cost: 1 },
      params,
      ifMatch: true,
      body: accountChangeSchema,
      responses: { 200: { description: 'The changed account', schema: accountSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, params, body: change, ifMatch: expectedVersion } = call;
          await inReach(tx, call.reach, params.accountId);
          ownerInReach(call.reach, change.owner);
          return answer(await update(tx, principal, { ...params, change, expectedVersion }));
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${one}/close`,
      operationId: 'closeAccount',
      tag,
      summary: 'Close an account for good',
      description: 'Nothing new is sold to it; what was sold stays. `If-Match` is honoured when sent.',
      permission: 'account:write',
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      params,
      responses: { 200: { description: 'The closed account', schema: accountSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, params, ifMatch: expectedVersion } = call;
          await inReach(tx, call.reach, params.accountId);
          return answer(await close(tx, principal, { ...params, expectedVersion }));
        }),
    }),
  ];
}
