import { describe, expect, it } from 'vitest';
import { differences } from './compare.ts';
import { renamed } from './rename.ts';

const A = '018f0000-0000-7000-8000-00000000000a';
const B = '018f0000-0000-7000-8000-00000000000b';
const C = '018f0000-0000-7000-8000-00000000000c';
const hash = (letter: string) => letter.repeat(64);
const world = (...rows: string[]) => renamed([{ name: 'shop.cup', rows }]);
const compared = (one: readonly string[], other: readonly string[]) =>
  differences(['one', world(...one)], ['other', world(...other)]);

describe('two worlds are compared', () => {
  it('as equal where only ids, hashes and times differ', () => {
    const one = [`["${A}","${hash('a')}","2026-11-28T01:02:03.000Z"]`, `["${B}","${A}","2026-11-28"]`];
    const other = [`["${B}","${hash('f')}","2026-11-29T23:02:03.123Z"]`, `["${C}","${B}","2026-11-30"]`];
    expect(compared(one, other)).toEqual([]);
  });

  it('as different where something refers to another thing', () => {
    const one = [`["${A}","first"]`, `["${B}","second"]`, `["of ${A}"]`];
    const other = [`["${A}","first"]`, `["${B}","second"]`, `["of ${B}"]`];
    expect(compared(one, other)).toHaveLength(1);
  });

  it('as different where a row is there twice', () => {
    expect(compared(['["x"]', '["x"]'], ['["x"]'])[0]).toContain('only one: ["x"]');
  });

  it('as different where an amount differs', () => {
    expect(compared(['["1.00"]'], ['["1.01"]'])).toHaveLength(1);
  });

  it('as different where only one of them has a table with rows', () => {
    const none = renamed([]);
    expect(differences(['one', world('["x"]')], ['other', none])[0]).toContain('shop.cup');
  });
});
