import type { PermissionDefinition } from '@quotewright/platform/auth';
import { defineRoute, ok, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { readDocument } from '../application/read-document.ts';
import type { replaceAuthorizationPolicy } from '../application/replace-authorization-policy.ts';
import { authorizationPolicySchema } from '../domain/authorization-policy.schema.ts';
import { documentAnswer, documentFields } from './document-view.ts';

const policySchema = authorizationPolicySchema.extend(documentFields).meta({ id: 'AuthorizationPolicy' });

const permissionsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      permission: z.string(),
      title: z.string(),
      defaultRoles: z.array(z.string()).describe('Who has it in the policy of a new tenant'),
    }),
  ),
});

// The bound is the column's: a larger number is no version anybody could have.
const versionParams = z.strictObject({ version: z.coerce.number().int().min(1).max(2_147_483_647) });

interface AuthorizationPolicyDeps {
  readonly read: ReturnType<typeof readDocument>;
  readonly replace: ReturnType<typeof replaceAuthorizationPolicy>;
  readonly permissions: () => readonly PermissionDefinition[];
}

export function authorizationPolicyRoutes(deps: AuthorizationPolicyDeps): readonly Route[] {
  const path = '/admin/authorization/policies';
  const tag = 'Administration';
  return [
    defineRoute({
      method: 'GET',
      path: '/admin/authorization/permissions',
      operationId: 'listPermissions',
      tag,
      summary: 'Every permission a policy can grant',
      permission: 'tenant:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'All permissions', schema: permissionsSchema } },
      handler: async () => ok({ items: deps.permissions() }),
    }),
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readAuthorizationPolicy',
      tag,
      summary: 'The authorization policy in force',
      permission: 'tenant:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The policy', schema: policySchema } },
      handler: (call) => call.read(async (tx) => documentAnswer(await deps.read(tx, 'authorizationPolicy'))),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:version`,
      operationId: 'readAuthorizationPolicyVersion',
      tag,
      summary: 'The authorization policy as it was in a version',
      permission: 'tenant:read',
      limit: { class: 'read', cost: 1 },
      params: versionParams,
      responses: { 200: { description: 'The policy', schema: policySchema } },
      handler: (call) =>
        call.read(async (tx) =>
          documentAnswer(await deps.read(tx, 'authorizationPolicy', call.params.version)),
        ),
    }),
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'replaceAuthorizationPolicy',
      tag,
      summary: 'Put a new version of the authorization policy in force',
      description:
        'In force for every request after the answer. A policy that locks its author out is refused. A role that `reach` does not name keeps what it reaches: to widen it, name it.',
      permission: 'tenant:write',
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      body: authorizationPolicySchema,
      responses: { 200: { description: 'The policy now in force', schema: policySchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, body: policy, ifMatch: expectedVersion } = call;
          return documentAnswer(await deps.replace(tx, principal, { policy, expectedVersion }));
        }),
    }),
  ];
}
