import { tenantId } from '@quotewright/kernel';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { describe, expect, it } from 'vitest';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import { anOffering } from '../testing/catalog-documents.ts';
import { catalogWarmth } from './catalog-warmth.ts';

const tenant = tenantId('acme');
const database = {
  withTenant: (_tenant, _access, work) => work({ now: 0 } as Tx),
} as Partial<Database> as Database;

/** A version of so many offerings, each with so many bytes and every tenth with a specification of its own. */
function aVersion({ count, bytes = 100 }: { readonly count: number; readonly bytes?: number }) {
  const copied: Record<string, string[]> = { [OFFERINGS.section]: [], [SPECIFICATIONS.section]: [] };
  const all = Array.from({ length: count }, (_, at) => {
    const offering = anOffering(`o-${at}`, { specificationId: `s-${Math.floor(at / 10)}` });
    const padding = ' '.repeat(bytes);
    return { id: offering.id, contentHash: '', bytes: Buffer.from(JSON.stringify(offering) + padding) };
  });
  let broken = false;
  const warmth = catalogWarmth({
    database,
    tenancy: tenancyInMemory(),
    lists: {
      first: async () => ({ items: [], hasMore: false, total: 0 }),
      restrictingCodes: async () => ({ markets: [], channels: [], customerTypes: [] }),
    },
    index: {
      async searchIds(_tx, _version, _filter, { limit, after }) {
        const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
        return all.slice(from, from + limit).map(({ id }) => id);
      },
    },
    artefacts: {
      list: async () => [],
      async findMany(_tx, _version, section, ids) {
        if (broken) throw new Error('the database is gone');
        copied[section]?.push(...ids);
        return section === OFFERINGS.section
          ? all.filter(({ id }) => ids.includes(id))
          : ids.map((id) => ({ id, contentHash: '', bytes: Buffer.alloc(bytes) }));
      },
    },
  });
  return {
    warmth,
    copied,
    breaks: () => {
      broken = true;
    },
  };
}

describe('warming a version', () => {
  it('copies each offering and each of their specifications once', async () => {
    const { warmth, copied } = aVersion({ count: 250 });
    const told: number[] = [];
    await warmth.warm({ tenant, done: (offerings) => void told.push(offerings) }, 1);
    expect(copied[OFFERINGS.section]).toHaveLength(250);
    expect(copied[SPECIFICATIONS.section]).toEqual(Array.from({ length: 25 }, (_, at) => `s-${at}`));
    expect(told).toEqual([100, 200, 250]);
  });

  it('ends at its bound of offerings', async () => {
    const { warmth, copied } = aVersion({ count: 2_300 });
    await warmth.warm({ tenant }, 1);
    expect(copied[OFFERINGS.section]).toHaveLength(warmth.most);
  });

  it('ends at its bound of bytes', async () => {
    const { warmth, copied } = aVersion({ count: 1_000, bytes: 100 * 1_024 });
    await warmth.warm({ tenant }, 1);
    expect(copied[OFFERINGS.section]).toHaveLength(200);
  });

  it('does not fail with the reads that it is for', async () => {
    const { warmth, breaks } = aVersion({ count: 10 });
    breaks();
    await expect(warmth.warm({ tenant }, 1)).resolves.toBeUndefined();
  });

  it('ends between two batches when it is told to', async () => {
    const { warmth, copied } = aVersion({ count: 1_000 });
    const ending = new AbortController();
    const warming = warmth.warm(
      { tenant, signal: ending.signal, done: () => ending.abort(new Error('shutting down')) },
      1,
    );
    await expect(warming).rejects.toThrow('shutting down');
    expect(copied[OFFERINGS.section]).toHaveLength(100);
  });
});
