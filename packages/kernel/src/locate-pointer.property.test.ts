import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPointer } from './json-pointer.ts';
import { locatePointers } from './locate-pointer.ts';

/** Every value of a JSON value with the steps that lead to it. */
function* places(
  value: unknown,
  steps: readonly string[] = [],
): Generator<readonly [readonly string[], unknown]> {
  yield [steps, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) yield* places(member, [...steps, name]);
}

describe('locating pointers in a text', () => {
  it('finds the place where each value begins, however the text is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2, '\t'), (generated, indent) => {
        // Through JSON once: -0 and `__proto__` are then what a parser makes of them.
        const value: unknown = JSON.parse(JSON.stringify(generated));
        const text = JSON.stringify(value, null, indent);
        const lines = text.split('\n');
        const expected = new Map([...places(value)].map(([steps, found]) => [jsonPointer(steps), found]));
        for (const [pointer, { line, column }] of locatePointers(text, expected.keys())) {
          const rest = [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join('\n');
          const found = JSON.stringify(expected.get(pointer));
          expect(rest.replaceAll(/\s/g, '').startsWith(found.replaceAll(/\s/g, ''))).toBe(true);
        }
      }),
    );
  });

  it('places what is missing where the value around it begins', () => {
    const text = '{\n  "items": [\n    {"id": 1}\n  ]\n}';
    expect(locatePointers(text, ['/items/0/name', '/other']).get('/items/0/name')).toEqual({
      line: 3,
      column: 5,
    });
  });
});
