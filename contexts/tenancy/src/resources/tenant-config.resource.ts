import { defineRoute, type Route } from '@quotewright/platform/http';
import type { readDocument } from '../application/read-document.ts';
import type { replaceTenantConfig } from '../application/replace-tenant-config.ts';
import { tenantSettingsSchema } from '../domain/tenant-config.schema.ts';
import { documentAnswer, documentFields } from './document-view.ts';

const configSchema = tenantSettingsSchema.extend(documentFields).meta({ id: 'TenantConfig' });

interface TenantConfigDeps {
  readonly read: ReturnType<typeof readDocument>;
  readonly replace: ReturnType<typeof replaceTenantConfig>;
}

export function tenantConfigRoutes({ read, replace }: TenantConfigDeps): readonly Route[] {
  const path = '/admin/tenant-config';
  const tag = 'Administration';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readTenantConfig',
      tag,
      summary: 'The configuration in force',
      permission: 'tenant:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The configuration', schema: configSchema } },
      handler: (call) => call.read(async (tx) => documentAnswer(await read(tx, 'tenantConfig'))),
    }),
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'replaceTenantConfig',
      tag,
      summary: 'Put a new version of the configuration in force',
      description: 'Prices keep the version they were computed with. Equal content changes nothing.',
      permission: 'tenant:write',
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      body: tenantSettingsSchema,
      responses: { 200: { description: 'The configuration now in force', schema: configSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, body: settings, ifMatch: expectedVersion } = call;
          return documentAnswer(await replace(tx, principal, { settings, expectedVersion }));
        }),
    }),
  ];
}
