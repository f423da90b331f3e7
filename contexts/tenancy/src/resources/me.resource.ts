import type { Principal } from '@quotewright/platform/auth';
import { defineRoute, ok, type Route } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { Myself } from '../application/who-am-i.ts';

const meSchema = z
  .strictObject({
    subject: z.string().describe("The token's `sub`"),
    name: z.string().exactOptional().describe('Display name, where the directory knows the caller'),
    roles: z.array(z.string()).describe('Roles in the token'),
    clientId: z.string().exactOptional(),
    tenant: z.strictObject({ id: z.string(), name: z.string() }),
    permissions: z.array(z.string()).describe('What the active policy grants to these roles together'),
  })
  .meta({ id: 'Me' });

function view(principal: Principal, { tenant, user, permissions }: Myself): z.output<typeof meSchema> {
  return {
    subject: principal.subject,
    ...(user && { name: user.name }),
    roles: [...principal.roles],
    ...(principal.clientId !== undefined && { clientId: principal.clientId }),
    tenant: { id: tenant.id, name: tenant.name },
    permissions: [...permissions],
  };
}

interface MeDeps {
  readonly whoAmI: (tx: Tx, principal: Principal) => Promise<Myself>;
}

export function meRoutes({ whoAmI }: MeDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/me',
      operationId: 'readMe',
      tag: 'Me',
      summary: 'Who the caller is and what they may do',
      permission: 'authenticated',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The caller', schema: meSchema } },
      handler: (call) => call.read(async (tx) => ok(view(call.principal, await whoAmI(tx, call.principal)))),
    }),
  ];
}
