import { describe, expect, it } from 'vitest';
import { LONGEST_LINE, linesOfLog } from './log-lines.ts';

async function read(...pieces: readonly Uint8Array[]): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for await (const line of linesOfLog(pieces)) found.push(line);
  return found;
}

const bytes = (text: string) => Buffer.from(text);

describe('the lines of a log', () => {
  it('are the same however the bytes come, also in the middle of a letter', async () => {
    const whole = bytes('erste Zeile\nzweite: für Ümläute\n\nletzte');
    const lines = ['erste Zeile', 'zweite: für Ümläute', '', 'letzte'];
    expect(await read(whole)).toEqual(lines);
    for (const size of [1, 2, 7]) {
      const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, (at + 1) * size),
      );
      expect(await read(...pieces)).toEqual(lines);
    }
  });

  it('are none in an empty log', async () => {
    expect(await read()).toEqual([]);
    expect(await read(bytes(''))).toEqual([]);
  });

  it('go on after one that is too long', async () => {
    const long = Buffer.alloc(LONGEST_LINE + 1, 'x');
    expect(await read(bytes('a\n'), long, long, bytes('tail\nb\n'))).toEqual(['a', undefined, 'b']);
    const just = Buffer.alloc(LONGEST_LINE, 'x');
    expect((await read(just, bytes('\nb')))[0]).toHaveLength(LONGEST_LINE);
  });
});
