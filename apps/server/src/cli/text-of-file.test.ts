import { describe, expect, it } from 'vitest';
import { textOfFile } from './text-of-file.ts';

describe('the text of a file', () => {
  it('is read as UTF-8, without a byte order mark', () => {
    expect(textOfFile('a.json', Buffer.from('\ufeff{"city": "München"}'))).toBe('{"city": "München"}');
  });

  it('of another encoding is refused where it begins to differ', () => {
    expect(() => textOfFile('a.json', Buffer.from('{\n"city": "München"}', 'latin1'))).toThrow(
      'a.json:2:11 is not UTF-8 from here on',
    );
  });
});
