import { ENVELOPE_LAYOUT } from '@quotewright/acceleration';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** The wire format of stored values, for whoever looks at one with `redis-cli`. */
export function cacheEnvelopePage(): string {
  const rows = ENVELOPE_LAYOUT.map(({ field, offset, bytes, meaning }) => [
    field,
    offset === null ? '' : String(offset),
    typeof bytes === 'number' ? String(bytes) : `\`${bytes}\``,
    meaning,
  ]);
  return markdownPage(
    'Envelope',
    'Every value in the store stands in an envelope whose header can be read without its payload. Numbers are unsigned and big-endian, texts ASCII, times milliseconds of the ' +
      "store's clock. A field without an offset follows the one before it. Whatever does not match what the reader expects is a miss with a metric, never an answer and never an error.",
    markdownTable(['Field', 'Offset', 'Bytes', 'Meaning'], rows),
  );
}
