import { describe, expect, it } from 'vitest';
import { linesOf } from './table.ts';

describe('a table', () => {
  it('is printed with its columns under each other and its notes below', () => {
    const lines = linesOf({
      title: 'race',
      columns: ['one', 'another'],
      rows: [
        { label: 'read again', cells: ['STALE', 'ok'] },
        { label: 'join', cells: ['ok', 'HANGS'] },
      ],
      notes: ['one: as it comes'],
    });
    expect(lines).toEqual([
      'race        one    another',
      'read again  STALE  ok',
      'join        ok     HANGS',
      'one: as it comes',
    ]);
  });
});
