import { describe, expect, it } from 'vitest';
import { checkReads, type Evidence, publishToVisible } from './check-reads.ts';
import { type Change, type Diary, nextDiary, type Read } from './record.ts';

const HASH = 'f'.repeat(64);

const first: Change = { subject: 'catalog', version: 1, content: 'one', begunAt: 0, answeredAt: 0 };
/** Made by A, in its first life. */
const second: Change = {
  subject: 'catalog',
  version: 2,
  content: 'two',
  begunAt: 9_900,
  answeredAt: 10_000,
  madeBy: { node: 'A', life: 0 },
};

const evidence: Evidence = {
  runs: new Map(),
  handledAt: new Map([['catalog/2', 10_100]]),
  contentHashes: new Map([
    [1, HASH],
    [2, HASH],
  ]),
};

function aRead(fields: Partial<Read>): Read {
  const place = { node: 'B', life: 0, connection: 1, what: '/thing' };
  const startedAt = fields.startedAt ?? 20_000;
  return {
    subject: 'catalog',
    version: 1,
    content: 'one',
    ...place,
    startedAt,
    endedAt: startedAt + 5,
    ...fields,
  };
}

const aDiary = (reads: readonly Read[], fields: Partial<Diary> = {}): Diary => ({
  ...nextDiary([first]),
  changes: [first, second],
  reads: [...reads],
  ...fields,
});

const violations = (read: Partial<Read>, fields: Partial<Diary> = {}, seen: Partial<Evidence> = {}) =>
  checkReads(aDiary([aRead(read)], fields), { ...evidence, ...seen }).violations.length;

describe('a read of something old', () => {
  it('is a violation where the change was made, as soon as that was answered', () => {
    const where = { node: 'A', life: 0 };
    expect(violations({ ...where, startedAt: 10_000 })).toBe(0);
    expect(violations({ ...where, startedAt: 10_001 })).toBe(1);
    expect(violations({ ...where, startedAt: 10_001, version: 2, content: 'two' })).toBe(0);
  });

  it('is a violation elsewhere after the trust window and the margin', () => {
    expect(violations({ startedAt: 12_500 })).toBe(0);
    expect(violations({ startedAt: 12_501 })).toBe(1);
    expect(violations({ node: 'A', life: 1, startedAt: 12_000 }), 'a later life is another process').toBe(0);
  });

  it('may be answered until the event has dropped the copy, where the store may not have taken the change', () => {
    const outages = [{ from: 9_950, to: 13_000 }];
    const handledAt = new Map([['catalog/2', 30_000]]);
    expect(violations({ startedAt: 32_500 }, { outages }, { handledAt })).toBe(0);
    expect(violations({ startedAt: 32_501 }, { outages }, { handledAt })).toBe(1);
    const earlier = [{ from: 1_000, to: 9_000 }];
    expect(violations({ startedAt: 32_500 }, { outages: earlier }, { handledAt })).toBe(1);
  });

  it('is a violation when no copy can be as old, whatever happened', () => {
    const outages = [{ from: 0, to: 100_000 }];
    const handledAt = new Map();
    expect(violations({ startedAt: 70_500 }, { outages }, { handledAt })).toBe(0);
    expect(violations({ startedAt: 70_501 }, { outages }, { handledAt })).toBe(1);
  });

  it('is a violation at once for whoever asked for more', () => {
    expect(violations({ startedAt: 10_001, minVersion: 2 })).toBe(1);
    expect(violations({ startedAt: 10_001, minVersion: 1 })).toBe(0);
  });

  it('binds nobody at once where the change was made by a job that another had begun', () => {
    const { madeBy: _, ...published } = { ...second, jobId: 'j' };
    const where = { node: 'A', life: 0, startedAt: 10_001 };
    const run = (attempt: number) => ({ runs: new Map([['j', { node: 'A', life: 0, attempt }]]) });
    expect(violations(where, { changes: [first, published] }, run(1))).toBe(1);
    expect(violations(where, { changes: [first, published] }, run(2))).toBe(0);
    expect(violations(where, { changes: [first, published] })).toBe(0);
  });
});

describe('a read that tells no version', () => {
  const old = { subject: 'policy', version: 1, content: 'granted', begunAt: 0, answeredAt: 0 } as const;
  const changes: Change[] = [old, { ...second, subject: 'policy', content: 'refused' }];
  const asked = (content: string, startedAt: number) => {
    const { version: _, ...read } = aRead({ subject: 'policy', content, startedAt });
    return checkReads(aDiary([read], { changes }), evidence).violations.length;
  };

  it('may show what a version says that can still be seen, or was begun already', () => {
    expect(asked('granted', 12_000)).toBe(0);
    expect(asked('refused', 9_899)).toBe(0);
  });

  it('is a violation when no such version says so', () => {
    expect(asked('granted', 12_501)).toBe(1);
    expect(asked('refused', 9_000), 'nobody had begun to revoke').toBe(1);
  });
});

describe('what was read', () => {
  it('is what its version says', () => {
    expect(violations({ version: 2, content: 'two' })).toBe(0);
    expect(violations({ version: 2, content: 'one' })).toBe(1);
  });

  it('has the hash that its ETag and PostgreSQL have', () => {
    const whole = { version: 2, content: 'two', bodyHash: HASH, etag: HASH };
    const other = '0'.repeat(64);
    expect(violations(whole)).toBe(0);
    expect(violations({ ...whole, bodyHash: other })).toBe(1);
    expect(violations({ ...whole, etag: other })).toBe(1);
    expect(violations(whole, {}, { contentHashes: new Map() })).toBe(1);
  });
});

describe('the figures of a round', () => {
  it('tell how far another node was behind, and how often a connection went back', () => {
    const newer = { version: 2, content: 'two' };
    const reads = [
      aRead({ startedAt: 10_050, ...newer }),
      aRead({ startedAt: 10_700 }),
      aRead({ startedAt: 10_900, ...newer }),
      aRead({ startedAt: 10_950, connection: 2, node: 'A' }),
    ];
    const outages = [{ from: 9_950, to: 13_000 }];
    expect(checkReads(aDiary(reads), evidence)).toMatchObject({ longestStale: 700, stepsBack: 1 });
    expect(checkReads(aDiary(reads, { outages }), evidence)).toMatchObject({
      longestStale: 0,
      longestStaleEver: 700,
    });
  });

  it('measure from the publication to the first sight of it on nodes that lived meanwhile', () => {
    const reads = [
      aRead({ startedAt: 9_000 }),
      aRead({ startedAt: 9_000, node: 'C' }),
      aRead({ startedAt: 10_045, version: 2 }),
      aRead({ startedAt: 19_000, version: 2, node: 'C', life: 1 }),
    ];
    expect(publishToVisible(aDiary(reads), new Map([[2, 9_950]]))).toEqual([100]);
  });
});
