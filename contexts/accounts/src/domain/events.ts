import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';

/** Names what changed, never to what: personal data stays where it can be erased. */
export const accountChanged = {
  type: 'AccountChanged',
  schemaVersion: 1,
  aggregate: 'account',
  readPermission: 'account:read',
  owned: true,
  summary: 'An account was created, changed or closed.',
  data: z.strictObject({
    accountId: z.string().describe('Identifies the aggregate.'),
    version: z.int().positive().describe('Of the account, after the change: 1 was its creation.'),
    state: z.enum(['active', 'closed']).describe('After the change.'),
    owner: z.string().exactOptional().describe('Subject of the user who owns it after the change.'),
    changed: z
      .array(z.string())
      .describe('Names of the members that changed, sorted; empty for a new account.'),
  }),
} satisfies EventDefinition<any>;

export const accountEvents: readonly EventDefinition<any>[] = [accountChanged];
