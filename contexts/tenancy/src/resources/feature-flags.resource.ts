import { defineRoute, type Route } from '@quotewright/platform/http';
import type { readDocument } from '../application/read-document.ts';
import type { replaceDocument } from '../application/replace-document.ts';
import { featureFlagsSchema } from '../domain/feature-flags.schema.ts';
import { documentAnswer, documentFields } from './document-view.ts';

const flagsSchema = featureFlagsSchema.extend(documentFields).meta({ id: 'FeatureFlags' });

interface FeatureFlagsDeps {
  readonly read: ReturnType<typeof readDocument>;
  readonly replace: ReturnType<typeof replaceDocument>;
}

export function featureFlagsRoutes({ read, replace }: FeatureFlagsDeps): readonly Route[] {
  const path = '/admin/flags';
  const tag = 'Administration';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readFeatureFlags',
      tag,
      summary: 'The feature flags in force',
      permission: 'tenant:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The flags', schema: flagsSchema } },
      handler: (call) => call.read(async (tx) => documentAnswer(await read(tx, 'featureFlags'))),
    }),
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'replaceFeatureFlags',
      tag,
      summary: 'Put a new version of the feature flags in force',
      permission: 'tenant:write',
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      body: featureFlagsSchema,
      responses: { 200: { description: 'The flags now in force', schema: flagsSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, body, ifMatch: expectedVersion } = call;
          return documentAnswer(
            await replace(tx, principal, { kind: 'featureFlags', body, expectedVersion }),
          );
        }),
    }),
  ];
}
