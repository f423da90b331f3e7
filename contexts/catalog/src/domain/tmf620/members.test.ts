import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MEMBERS } from './members.ts';

const PAGE = new URL('../../../../../docs/how-to/import-tmf620.md', import.meta.url);

/** The rows of the page's table of one kind of object; the members that every object has are told of once. */
function rowsOf(kind: keyof typeof MEMBERS): readonly string[] {
  return Object.entries(MEMBERS[kind])
    .filter(([name]) => !/^@(type|baseType|schemaLocation|referredType)$/.test(name))
    .map(
      ([name, fate]) =>
        `| \`${name}\` | ${typeof fate === 'string' ? 'says nothing of its own' : said(fate)} |`,
    );
}

function said(fate: { readonly becomes: string } | { readonly lost: string }): string {
  return 'becomes' in fate ? fate.becomes : `*left out*: ${fate.lost}`;
}

describe('the page on importing TMF620', () => {
  it.each(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[])(
    'says what becomes of each member of %s',
    (kind) => {
      const page = readFileSync(PAGE, 'utf8');
      const [, section = ''] = page.split(`### ${kind}\n`);
      const rows = section
        .split('\n###')[0]
        ?.split('\n')
        .filter((line) => line.startsWith('| `'));
      expect(rows).toEqual(rowsOf(kind));
    },
  );
});
