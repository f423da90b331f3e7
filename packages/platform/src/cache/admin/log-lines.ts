/** Bytes of a line that is read; this program writes shorter ones by far. */
export const LONGEST_LINE = 1 << 20;

const NEWLINE = 0x0a;

/**
 * The lines of a log as it comes, in UTF-8; undefined for one that is longer than `LONGEST_LINE`, which is passed over without being
 * kept. Holds one line at a time.
 */
export async function* linesOfLog(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string | undefined> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  const keep = (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > LONGEST_LINE) held = [];
    else held.push(piece);
  };
  const line = () => {
    const text = bytes > LONGEST_LINE ? undefined : Buffer.concat(held).toString('utf8');
    held = [];
    bytes = 0;
    return text;
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      keep(piece.subarray(from, end));
      yield line();
      from = end + 1;
    }
    if (from < piece.length) keep(piece.subarray(from));
  }
  if (bytes > 0) yield line();
}
