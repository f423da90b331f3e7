import { fail } from '../domain/errors.ts';
import type { Busy, PricesOfInputs } from '../ports/prices-of-inputs.ts';

interface PatientPricesDeps {
  readonly prices: PricesOfInputs<Busy>;
  readonly computed: PricesOfInputs;
}

/** Computed at a time beside those that leave copies. */
const PLACES = 2;
/** Who may wait for a place: an answer much later would find nobody any more. */
const QUEUE = 50;

/**
 * Never answers that it is busy: computes what others compute too much to share, a few at a time. Throws `PRICING_BUSY` when
 * too many wait for that already.
 */
export function patientPrices({ prices, computed }: PatientPricesDeps): PricesOfInputs {
  let free = PLACES;
  const queue: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else if (queue.length < QUEUE) await new Promise<void>((resolve) => queue.push(resolve));
    else throw fail('PRICING_BUSY', 'too many prices are being computed', { retryAfterSeconds: 2 });
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  }

  return {
    async price(tx, pinned) {
      const found = await prices.price(tx, pinned);
      return found === 'busy' ? inTurn(() => computed.price(tx, pinned)) : found;
    },
  };
}
