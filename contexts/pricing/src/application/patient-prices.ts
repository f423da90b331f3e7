import { fail } from '../domain/errors.ts';
import type { Busy, PricesOfInputs } from '../ports/prices-of-inputs.ts';

interface PatientPricesDeps {
  readonly prices: PricesOfInputs<Busy>;
  readonly computed: PricesOfInputs;
  /** Ends when one has waited for its place long enough; default: 10 s from now. */
  readonly patience?: () => AbortSignal;
}

/** Computed at a time beside those that leave copies. */
const PLACES = 2;
/** Who may wait for a place: an answer much later would find nobody any more. */
const QUEUE = 50;
const PATIENCE_MS = 10_000;

/**
 * Never answers that it is busy: computes what others compute too much to share, a few at a time. Throws `PRICING_BUSY` when
 * too many wait for that already, and to who has waited too long or is not waiting any more.
 */
export function patientPrices({
  prices,
  computed,
  patience = () => AbortSignal.timeout(PATIENCE_MS),
}: PatientPricesDeps): PricesOfInputs {
  let free = PLACES;
  /** In the order they came; each is called with a place. */
  const queue = new Set<() => void>();

  async function takePlace(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw busy('nobody waits for the price any more');
    if (free > 0) {
      free -= 1;
      return;
    }
    if (queue.size >= QUEUE) throw busy('too many prices are being computed');
    const place = Promise.withResolvers<void>();
    const begin = () => place.resolve();
    queue.add(begin);
    const end = AbortSignal.any([patience(), ...(signal === undefined ? [] : [signal])]);
    const leave = () => {
      queue.delete(begin);
      place.reject(busy('the price was not computed in time: others are'));
    };
    end.addEventListener('abort', leave);
    try {
      await place.promise;
    } finally {
      end.removeEventListener('abort', leave);
    }
  }

  function givePlace(): void {
    const [next] = queue;
    if (next === undefined) {
      free += 1;
      return;
    }
    queue.delete(next);
    next();
  }

  return {
    async price(tx, pinned, signal) {
      const found = await prices.price(tx, pinned);
      if (found !== 'busy') return found;
      await takePlace(signal);
      try {
        return await computed.price(tx, pinned);
      } finally {
        givePlace();
      }
    },
  };
}

const busy = (message: string) => fail('PRICING_BUSY', message, { retryAfterSeconds: 2 });
