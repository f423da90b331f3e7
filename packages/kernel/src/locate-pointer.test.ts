import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPointer } from './json-pointer.ts';
import { locatePointers, placeOfOffset } from './locate-pointer.ts';

/** Writes a value down and notes where each part of it begins: what the locator has to find again. */
function written(value: unknown, spaces: () => string) {
  const offsets = new Map<string, number>();
  let text = '';
  const write = (part: unknown, path: readonly (string | number)[]): void => {
    text += spaces();
    offsets.set(jsonPointer(path), text.length);
    if (typeof part !== 'object' || part === null) {
      text += JSON.stringify(part);
    } else {
      const isList = Array.isArray(part);
      text += isList ? '[' : '{';
      for (const [index, [name, member]] of Object.entries(part).entries()) {
        text += `${index === 0 ? '' : ','}${spaces()}`;
        if (!isList) text += `${JSON.stringify(name)}${spaces()}:`;
        write(member, [...path, isList ? index : name]);
      }
      text += `${spaces()}${isList ? ']' : '}'}`;
    }
    text += spaces();
  };
  write(value, []);
  return { text, offsets };
}

describe('the place of a pointer', () => {
  it('is where whoever wrote the text put the value, down to the column', () => {
    const space = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n', '\t'));
    fc.assert(
      fc.property(fc.jsonValue(), space, (value, spaces) => {
        const { text, offsets } = written(value, () => spaces.next().value ?? '');
        const places = locatePointers(text, offsets.keys());
        for (const [pointer, offset] of offsets) {
          const before = text.slice(0, offset).split('\n');
          const place = { line: before.length, column: (before.at(-1) as string).length + 1 };
          expect(places.get(pointer)).toEqual(place);
          expect(placeOfOffset(text, offset)).toEqual(place);
        }
      }),
    );
  });

  it('is that of the last of several members of one name, which is the one that is read', () => {
    const text = '{"a": {"b": 1},\n "a": {}}';
    const places = locatePointers(text, ['/a', '/a/b']);
    expect(places.get('/a')).toEqual({ line: 2, column: 7 });
    expect(places.get('/a/b')).toEqual({ line: 2, column: 7 });
  });

  it('is found in values nested deeper than any stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(locatePointers(`{"deep":${deep},\n"after":1}`, ['/after']).get('/after')).toEqual({
      line: 2,
      column: 9,
    });
  });
});
