import type { CacheQuarantine } from '@quotewright/platform/cache';
import type { DatabaseLogger } from '@quotewright/platform/postgres';
import type { Metrics } from '@quotewright/platform/telemetry';
import type { PriceAlarm } from '@quotewright/quoting';
import { Counter } from 'prom-client';

interface PriceAlarmDeps {
  readonly quarantine: CacheQuarantine;
  /** The categories that hold prices, and what they are computed from. */
  readonly categories: readonly string[];
  readonly logger: DatabaseLogger;
  readonly metrics?: Pick<Metrics, 'registry'>;
}

/** What this process does when a kept price is not proven: it counts, says so, and takes copies of prices out of use. */
export function priceAlarm({ quarantine, categories, logger, metrics }: PriceAlarmDeps): PriceAlarm {
  const verifications = metrics && verificationsOf(metrics);
  return {
    proven: (count) => verifications?.inc({ outcome: 'proven' }, count),
    diverged(tenant, divergence) {
      verifications?.inc({ outcome: 'diverged' });
      logger.error(
        { tenant, ...divergence },
        'a kept price is not proven: see the runbook wrong-price-suspected',
      );
    },
    async quarantine(tenant, reason) {
      const imposed = categories.map((category) => quarantine.impose(tenant, category, reason));
      // One that cannot be taken out of use now leaves the others no longer in use.
      const failed = (await Promise.allSettled(imposed)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}

function verificationsOf({ registry }: Pick<Metrics, 'registry'>): Counter<'outcome'> {
  const counter = new Counter({
    name: 'quotewright_price_verifications_total',
    help: 'Kept prices that were derived again from their pinned versions, by whether they are proven.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  // There before anything happens: an alert on its growth needs a first value.
  for (const outcome of ['proven', 'diverged']) counter.inc({ outcome }, 0);
  return counter;
}
