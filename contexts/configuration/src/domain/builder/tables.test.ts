import { describe, expect, it } from 'vitest';
import {
  anEnum,
  buildSample,
  configurations,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';

const CATALOG: SampleCatalog = {
  desk: {
    characteristics: [anEnum('top', ['oak', 'pine']), anEnum('legs', ['steel', 'wood'])],
    children: [{ offeringId: 'lamp', lower: 0, upper: 1 }],
  },
  lamp: { characteristics: [anEnum('light', ['warm', 'cold'])] },
};

const table = (fields: object) => ({
  id: 't',
  kind: 'table',
  mode: 'allow',
  columns: ['top', 'legs'],
  ...fields,
});

/** `oak steel warm`, or `oak steel ~` without a lamp. */
const worlds = (...rules: readonly object[]) =>
  configurations(definitionOf(CATALOG, rules).scope)
    .map((world) => Object.fromEntries(world.split(' ').map((part) => part.split('='))))
    .map((world) => `${world['top']} ${world['legs']} ${world['lamp/light']}`)
    .sort();

const every = worlds();
const where = (test: (world: string) => boolean) => every.filter(test);
const codes = (fields: object) =>
  buildSample(CATALOG, [table(fields)]).findings.map(({ code, path }) => [code, ...path].join(' '));

describe('a table that allows', () => {
  it('keeps what some row says, with values, lists and "*"', () => {
    const rows = [
      ['oak', ['steel', 'wood']],
      ['*', 'wood'],
    ];
    expect(worlds(table({ rows }))).toEqual(where((world) => !world.startsWith('pine steel')));
  });

  it('applies only where its condition holds', () => {
    const when = "lamp/light = 'cold'";
    expect(worlds(table({ rows: [['oak', 'wood']], when }))).toEqual(
      where((world) => !world.endsWith('cold') || world.startsWith('oak wood')),
    );
  });

  it('applies only where its condition holds, of several variables too', () => {
    const when = "lamp/light = 'cold' or top = 'pine' and legs = 'wood'";
    expect(worlds(table({ columns: ['top'], rows: [['oak']], when }))).toEqual(
      where((world) => world.startsWith('oak') || world === 'pine steel warm' || world === 'pine steel ~'),
    );
  });

  it('does not apply where the owner of a column is absent', () => {
    const columns = ['top', 'lamp/light'];
    expect(worlds(table({ columns, rows: [['oak', 'warm']] }))).toEqual(
      where((world) => world.endsWith('~') || (world.startsWith('oak') && world.endsWith('warm'))),
    );
  });

  it('applies there too when it is told to', () => {
    const columns = ['top', 'lamp/light'];
    expect(
      worlds(
        table({
          columns,
          rows: [
            ['oak', 'warm'],
            ['pine', '*'],
          ],
          whenAbsent: 'apply',
        }),
      ),
    ).toEqual(where((world) => world.startsWith('pine') || world.endsWith('warm')));
  });

  it('of nothing is refused', () => {
    expect(codes({ rows: [] })).toEqual(['TABLE_EMPTY_ALLOW rules 0 rows']);
  });
});

describe('a table that forbids', () => {
  it('removes what any row says', () => {
    const rows = [
      ['oak', 'steel'],
      ['pine', '*'],
    ];
    expect(worlds(table({ mode: 'forbid', rows }))).toEqual(where((world) => world.startsWith('oak wood')));
  });

  it('applies only where its condition holds, and where no owner is absent', () => {
    const fields = {
      mode: 'forbid',
      columns: ['top', 'lamp/light'],
      rows: [['oak', '*']],
      when: "legs = 'wood'",
    };
    expect(worlds(table(fields))).toEqual(
      where((world) => !world.startsWith('oak wood') || world.endsWith('~')),
    );
    expect(worlds(table({ ...fields, whenAbsent: 'apply' }))).toEqual(
      where((world) => !world.startsWith('oak wood')),
    );
  });
});

describe('a table that is not in order', () => {
  it('is refused for columns that do not exist or are there twice', () => {
    expect(codes({ columns: ['top', 'size', 'top'], rows: [] })).toEqual([
      'TABLE_COL_UNKNOWN rules 0 columns 1',
      'TABLE_COL_UNKNOWN rules 0 columns 2',
    ]);
  });

  it('is refused for cells that the column cannot have, and for rows of another length', () => {
    expect(codes({ rows: [['oak', 5], ['oak'], ['oak', { min: 3 }]] })).toContain(
      'EXPR_TYPE rules 0 rows 0 1',
    );
    expect(codes({ rows: [['oak', 'wood'], ['oak']] })).toEqual(['TABLE_ROW_WIDTH rules 0 rows 1']);
  });

  it('is built with a warning for rows that never hold', () => {
    const rows = [
      ['oak', 'wood'],
      ['oak', 'glass'],
      ['oak', ['wood']],
    ];
    expect(codes({ rows })).toEqual(['ROW_DEAD rules 0 rows 1 1']);
    expect(worlds(table({ rows }))).toEqual(where((world) => world.startsWith('oak wood')));
  });
});

describe('a table of 10,000 rows', () => {
  const ids = (prefix: string, size: number) =>
    Array.from({ length: size }, (_, index) => `${prefix}${index}`);
  const [columns, values] = [['a', 'b', 'c'], ids('v', 50)];
  const catalog = { big: { characteristics: columns.map((id) => anEnum(id, values)) } };
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    columns.map((_, place) => values[Math.floor(index / 50 ** place) % 50] as string),
  );

  it('has a row for each, in either mode', () => {
    const sizes = ['allow', 'forbid'].map((mode) => {
      const { scope } = definitionOf(catalog, [{ id: 't', kind: 'table', mode, columns, rows }]);
      const [body] = scope.model.constraints[0]?.bodies ?? [];
      return body?.kind === 'table' ? body.rows.length : body?.kind === 'clauses' ? body.clauses.length : 0;
    });
    expect(sizes).toEqual([10_000, 10_000]);
  });
});
