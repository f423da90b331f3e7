import type { Proof } from './messages.ts';

/** Which price was answered for an input, against the one that the oracle derives: one input, one price. */
export class Ledger {
  readonly #claimed = new Map<string, string>();
  readonly #proved = new Map<string, string>();

  get distinct(): number {
    return this.#claimed.size;
  }

  get unproved(): number {
    return this.#claimed.size - this.#proved.size;
  }

  /** What an answer says. `isNew`: the oracle is to be asked. */
  claim(inputHash: string, priceHash: string): { readonly isNew: boolean; readonly fault?: string } {
    const known = this.#proved.get(inputHash) ?? this.#claimed.get(inputHash);
    if (known === undefined) {
      this.#claimed.set(inputHash, priceHash);
      return { isNew: true };
    }
    return known === priceHash
      ? { isNew: false }
      : { isNew: false, fault: differs(inputHash, priceHash, known) };
  }

  /** What the oracle says. */
  prove({ inputHash, priceHash, error }: Proof): string | undefined {
    const claimed = this.#claimed.get(inputHash) ?? 'nothing';
    this.#proved.set(inputHash, priceHash ?? claimed);
    if (priceHash === undefined) return `input ${inputHash}: nothing can be derived: ${error}`;
    return priceHash === claimed ? undefined : differs(inputHash, claimed, priceHash);
  }
}

function differs(inputHash: string, claimed: string, due: string): string {
  return `input ${inputHash}: answered was the price ${claimed}, due is ${due}`;
}
