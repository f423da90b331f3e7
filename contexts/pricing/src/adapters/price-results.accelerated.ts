import { DomainError } from '@quotewright/kernel';
import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { type PriceInput, pinnedList } from '../domain/price-input.ts';
import type { Busy, ObtainedPrice, PinnedPrice, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { largePrices } from './large-prices.ts';
import { confidentialResultCategory, type KeptPrice, resultCategory } from './price-result-categories.ts';

/** 60 KB of the 64 that an entry may have, measured on lines that differ. */
const MOST_LINES = 300;

/**
 * Prices that somebody was answered already, under the hash of all that they depend on. Of one input one caller in the whole
 * installation computes, the others wait for its copy. For those who only ask: a command computes.
 */
export function acceleratedPrices(truth: PricesOfInputs, reads: AcceleratedReads): PricesOfInputs<Busy> {
  const open = reads.of(resultCategory);
  const confidential = reads.of(confidentialResultCategory);
  const large = largePrices(truth, reads.aside);
  return {
    async price(tx, pinned) {
      if (tx.access === 'write') return truth.price(tx, pinned);
      const { input, inputHash } = pinned;
      if (input.lines.length > MOST_LINES) return large.price(tx, pinned);
      const copies = isConfidential(input) ? confidential : open;
      const parts = { version: versionOf(input), inputHash };
      const compute = (own: Tx) => computed(truth, own, pinned);
      const obtained = await copies.obtain(tx, parts, compute);
      if (obtained === 'busy') return 'busy';
      const { value, source, readAt: computedAt } = obtained;
      // The key says so already; a price of another input would be the worst answer of all.
      if (value?.result.inputHash !== inputHash) return truth.price(tx, pinned);
      return {
        priced: { input, inputHash, ...value },
        source: source === 'copy' ? 'copy' : 'computed',
        computedAt,
        copyKey: withoutNamespace(copies.key(tx.tenant, parts).data),
      };
    },
  };
}

/**
 * In a verification an input that does not agree with the tables has no price: whoever made it was told something wrong, and so is
 * whoever meets its copy.
 */
async function computed(truth: PricesOfInputs, own: Tx, pinned: PinnedPrice): Promise<KeptPrice | undefined> {
  try {
    return keptOf(await truth.price(own, pinned));
  } catch (error) {
    const isWrong = error instanceof DomainError && error.code === 'PRICE_INPUT_MISMATCH';
    if (own.access === 'write' && isWrong) return undefined;
    throw error;
  }
}

/** Both versions for people and for purges; the hash would be enough. */
function versionOf(input: PriceInput): string {
  return `v${input.catalogVersion}.p${pinnedList(input).version}`;
}

function isConfidential({ contractSetVersion, lines }: PriceInput): boolean {
  return contractSetVersion !== null || lines.some(({ manualOverride }) => manualOverride !== null);
}

function keptOf({ priced: { result, priceHash } }: ObtainedPrice): KeptPrice {
  return { result, priceHash };
}

const withoutNamespace = (key: string) => key.slice(key.indexOf(':') + 1);
