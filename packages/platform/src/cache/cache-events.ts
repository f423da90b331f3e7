import { z } from 'zod';
import type { EventDefinition } from '../messaging/event-definition.ts';

export const cachePurged = {
  type: 'CachePurged',
  schemaVersion: 1,
  aggregate: 'cache',
  readPermission: 'health:read',
  summary: 'Cached copies of a tenant were purged, quarantined or released.',
  data: z.strictObject({
    category: z.string().describe('The name of the category; identifies the aggregate.'),
    version: z.string().nullable().describe('The version part of the keys; null: all versions.'),
    generation: z
      .int()
      .positive()
      .describe('Copies that were begun under a lower generation are void. Rises with every change.'),
    quarantined: z.boolean().describe('Whether copies are neither read nor made until a release.'),
  }),
} satisfies EventDefinition<any>;

export const cacheEvents: readonly EventDefinition<any>[] = [cachePurged];
