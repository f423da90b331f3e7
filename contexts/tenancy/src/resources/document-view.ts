import { type Answer, ok, timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import type { TenantDocument } from '../domain/tenant-document.ts';

/** What the representation of every versioned document has besides its content. */
export const documentFields = {
  version: z.int().min(1).describe('Starts at 1, rises with each change; the ETag'),
  createdBy: z.string().describe('Subject of the author of this version'),
  createdAt: timestampSchema,
};

export function documentAnswer(document: TenantDocument): Answer {
  const { version, body, createdBy, createdAt } = document;
  return ok({ version, ...body, createdBy, createdAt }, { etag: String(version) });
}
