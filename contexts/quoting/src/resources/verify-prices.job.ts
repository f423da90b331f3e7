import type { JobHandler, JobSchedule } from '@quotewright/platform/jobs';
import type { Database } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { verifyKeptPrices } from '../application/verify-kept-prices.ts';

interface VerifyPricesDeps {
  readonly database: Database;
  readonly verify: ReturnType<typeof verifyKeptPrices>;
}

const VERIFY_PRICES = 'quoting.verify-prices';
const DAY_MS = 86_400_000;
const OLDER_SHARE = 0.2;

const input = z.strictObject({
  /** Prices: four of five of the last 24 hours, the others older. */
  sample: z.int().min(1).max(10_000).default(200),
  /** What decides which. Absent: the job's id, so that a run after a crash proves the same ones. */
  seed: z.string().min(1).max(100).optional(),
});

/** At night for most; nothing waits for it. */
export const verifyPricesNightly: JobSchedule = {
  type: VERIFY_PRICES,
  every: 'day',
  at: '02:30',
  input: {},
};

/** Proves a sample of the kept prices. Its result is the report; a divergence raises the alarm and is no failure of the job. */
export function verifyPricesJob({ database, verify }: VerifyPricesDeps): JobHandler<z.output<typeof input>> {
  return {
    type: VERIFY_PRICES,
    input,
    async run({ id, tenant, actor, input: { sample, seed = id }, signal, progress }) {
      const now = await database.withTenant(tenant, 'read', async (tx) => tx.now);
      const older = Math.floor(sample * OLDER_SHARE);
      const { divergences, ...counts } = await verify(
        actor,
        { since: now - DAY_MS, sample: { size: sample - older, older, seed }, quarantine: true },
        { signal, progress },
      );
      return { ...counts, seed, divergences: divergences.map((divergence) => ({ ...divergence })) };
    },
  };
}
