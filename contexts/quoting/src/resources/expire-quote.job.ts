import type { JobHandler } from '@quotewright/platform/jobs';
import type { Database } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { expireQuote } from '../application/expire-quote.ts';
import { EXPIRE_QUOTE } from '../application/move-quote.ts';

interface ExpireQuoteDeps {
  readonly database: Database;
  readonly expire: ReturnType<typeof expireQuote>;
}

const input = z.strictObject({ quoteId: z.uuid() });

/** The timer set at approval. What it finds may be over in another way by then; then it changes nothing. */
export function expireQuoteJob({ database, expire }: ExpireQuoteDeps): JobHandler<z.output<typeof input>> {
  return {
    type: EXPIRE_QUOTE,
    input,
    run: ({ tenant, input: { quoteId } }) =>
      database.withTenant(tenant, 'write', async (tx) => ({
        state: (await expire(tx, quoteId))?.state ?? null,
      })),
  };
}
