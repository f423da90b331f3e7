import type { ReadOptions } from '@quotewright/acceleration';
import type { Tx } from '../postgres/tx.ts';

const warming = new WeakSet<Tx>();
const PAST_MEMORY = { pastMemory: true } as const;
const AS_USUAL = {};

/** From now on, reads of the transaction fill the store: they are not content with what this process has in memory. */
export function fillStoreBy(tx: Tx): void {
  warming.add(tx);
}

/** Whether a read of the transaction may be answered from memory. */
export const memoryFor = (tx: Tx): Pick<ReadOptions, 'pastMemory'> =>
  warming.has(tx) ? PAST_MEMORY : AS_USUAL;
