import { describe, expect, it } from 'vitest';
import type { GenerationRow, GenerationTable } from '../ports/index.ts';
import { aCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';

const category = aCategory<string>();

async function twoNodes() {
  const layer = new Layer(category);
  let table: GenerationTable = { watermark: 0, rows: [] };
  const generations = { read: async () => table };
  const purge = (row: Omit<GenerationRow, 'generation'>): GenerationRow => {
    const purged = { ...row, generation: table.watermark + 1 };
    const others = table.rows.filter(({ scope }) => JSON.stringify(scope) !== JSON.stringify(row.scope));
    table = { watermark: purged.generation, rows: [...others, purged] };
    return purged;
  };
  const nodes = [await layer.node({ generations }), await layer.node({ generations })] as const;
  const [one, two] = nodes.map((node) => node.layer.cache(category)) as [any, any];
  const read = async (cache: typeof one, tenant: string, loaded: string) => {
    const key = cache.key(tenant, { version: 1, id: 'a' });
    const reading = await layer.time.until(cache.get(key, async () => loaded));
    return (reading as { value: string }).value;
  };
  return { time: layer.time, nodes, one, two, read, purge };
}

describe('a purge', () => {
  const scope = { category: category.name, tenant: 'acme' };

  it('voids the copies of its scope in the store and in the memory of every node that is told', async () => {
    const { time, nodes, one, two, read, purge } = await twoNodes();
    for (const cache of [one, two])
      for (const tenant of ['acme', 'globex']) await read(cache, tenant, 'before');
    await time.until(nodes[0].layer.announcePurge(purge({ scope, quarantined: false })));
    await time.advance(200);
    expect(await read(two, 'acme', 'after')).toBe('after');
    expect(await read(one, 'acme', 'later')).toBe('after');
    expect(await read(two, 'globex', 'after')).toBe('before');
  });

  it('reaches a node that was told nothing, within the time between two looks at the table', async () => {
    const { time, two, read, purge } = await twoNodes();
    await read(two, 'acme', 'before');
    purge({ scope, quarantined: false });
    await time.advance(5_000);
    expect(await read(two, 'acme', 'after')).toBe('after');
  });

  it('is not undone by a load that began before it', async () => {
    const { time, nodes, one, two, read, purge } = await twoNodes();
    const key = one.key('acme', { version: 1, id: 'a' });
    let finish: (value: string) => void = () => {};
    const early = one.get(key, () => new Promise<string>((resolve) => (finish = resolve)));
    await time.settle();
    await time.until(nodes[1].layer.announcePurge(purge({ scope, quarantined: false })));
    await time.advance(200);
    finish('before');
    await time.until(early);
    expect(await read(one, 'acme', 'after')).toBe('after');
    expect(await read(two, 'acme', 'later')).toBe('after');
  });
});

describe('a quarantine', () => {
  it('keeps its scope out of the cache until it is released', async () => {
    const { time, nodes, one, read, purge } = await twoNodes();
    const scope = { category: category.name };
    await read(one, 'acme', 'before');
    await time.until(nodes[0].layer.announcePurge(purge({ scope, quarantined: true })));
    await time.advance(200);
    expect(await read(one, 'acme', 'first')).toBe('first');
    expect(await read(one, 'acme', 'second')).toBe('second');
    await time.until(nodes[0].layer.announcePurge(purge({ scope, quarantined: false })));
    await time.advance(200);
    expect(await read(one, 'acme', 'third')).toBe('third');
    expect(await read(one, 'acme', 'fourth')).toBe('third');
  });
});
