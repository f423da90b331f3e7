import { describe, expect, it } from 'vitest';
import { readCsv } from './csv-parse-reader.ts';

const read = (text: string | Buffer) => readCsv(Buffer.from(text as string));

describe('a CSV text', () => {
  it('is read with the line on which each row begins, whatever ends its lines', async () => {
    for (const end of ['\n', '\r\n']) {
      const text = ['a,b', '1,"x', '', 'y"', '', '2,""""', '3,'].join(end);
      expect(await read(text)).toEqual({
        ok: true,
        rows: [
          { line: 1, cells: ['a', 'b'] },
          { line: 2, cells: ['1', `x${end}${end}y`] },
          { line: 6, cells: ['2', '"'] },
          { line: 7, cells: ['3', ''] },
        ],
      });
    }
  });

  it('may begin with a byte order mark, and need not end with a line break', async () => {
    expect(await read('\uFEFFprice\nä')).toEqual({
      ok: true,
      rows: [
        { line: 1, cells: ['price'] },
        { line: 2, cells: ['ä'] },
      ],
    });
  });

  it('has rows of any number of cells, which others judge', async () => {
    expect(await read('a,b\n1\n1,2,3\n')).toMatchObject({ rows: [{}, { cells: ['1'] }, { line: 3 }] });
  });

  it.each([
    ['a quote that is never closed', 'a\n"1\n2\n', 2, 'CSV_MALFORMED', 'never closed'],
    ['text behind a quote', 'a\n1\n"x"y\n', 3, 'CSV_MALFORMED', 'closing quote'],
    ['a quote within a cell', 'a\r\nx"y\r\n', 2, 'CSV_MALFORMED', 'does not begin with one'],
    ['an endless row', `a\n\n${'x'.repeat(70_000)}\n`, 3, 'CSV_MALFORMED', 'more than 65536'],
    ['Latin-1', Buffer.from('a\nb\nä\n', 'latin1'), 3, 'NOT_UTF8', 'UTF-8'],
    ['UTF-16', Buffer.from('\uFEFFa\nb\n', 'utf16le'), 1, 'NOT_UTF8', 'UTF-8'],
  ])('is refused at the line of %s', async (_what, text, line, code, reason) => {
    expect(await read(text)).toEqual({
      ok: false,
      problem: { line, code, reason: expect.stringContaining(reason) },
    });
  });

  it('is refused at the row that is one too many', async () => {
    expect(await read('a\n'.repeat(200_001))).toMatchObject({
      problem: { line: 200_001, code: 'CSV_TOO_LARGE' },
    });
  });

  it('lets others run while it is long', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const text = `a,b\n${'1234567890,abcdefghij\n'.repeat(50_000)}`;
    const reading = await read(text);
    clearInterval(timer);
    expect(reading.ok && reading.rows.length).toBe(50_001);
    expect(turns).toBeGreaterThan(0);
  });
});
