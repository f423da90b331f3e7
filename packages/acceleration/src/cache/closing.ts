import type { DomainError } from '@quotewright/kernel';
import { fail } from './cache-errors.ts';

/** The end of the layer, for whatever is under way then. */
export class Closing {
  #closed = false;
  readonly #ends = new Set<(reason: DomainError) => void>();

  /** Throws `CACHE_CLOSED` after the end. */
  throwIfClosed(): void {
    if (this.#closed) throw closed();
  }

  /** Calls back at the end; the result takes that back. */
  onClose(end: (reason: DomainError) => void): () => void {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end(closed());
  }
}

function closed(): DomainError {
  return fail('CACHE_CLOSED', 'the layer is closed');
}
