import { setImmediate as otherWork } from 'node:timers/promises';

/** How many items are worked on before others get their turn; also the size of one batch in the database. */
const SLICE = 500;

/** The items in slices. Between two slices the event loop does whatever else waits, and `signal` is looked at. */
export async function* inSlices<Item>(
  items: readonly Item[],
  signal?: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  for (let start = 0; start < items.length; start += SLICE) {
    signal?.throwIfAborted();
    yield items.slice(start, start + SLICE);
    await otherWork();
  }
}
