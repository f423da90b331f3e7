import { describe, expect, it } from 'vitest';
import { levelsBelow, placed, type RequestedItem } from './requested-items.ts';

const wanted = (offeringId: string, ...children: RequestedItem[]): RequestedItem => ({
  offeringId,
  quantity: '1.0',
  usage: {},
  children,
});

const bundle = wanted('bundle', wanted('seat'), wanted('site', wanted('appliance')), wanted('seat'));

describe('an item with what is part of it', () => {
  it('becomes one item each, behind its parent, with its place in what was sent', () => {
    let next = 0;
    const items = placed(bundle, '/items/3', () => `id${next++}`);
    expect(items.map(({ item, pointer }) => [item.id, item.parentId, item.offeringId, pointer])).toEqual([
      ['id0', undefined, 'bundle', '/items/3'],
      ['id1', 'id0', 'seat', '/items/3/children/0'],
      ['id2', 'id0', 'site', '/items/3/children/1'],
      ['id3', 'id2', 'appliance', '/items/3/children/1/children/0'],
      ['id4', 'id0', 'seat', '/items/3/children/2'],
    ]);
    expect(items[0]?.item).not.toHaveProperty('children');
  });

  it('brings its levels along', () => {
    expect([wanted('seat'), wanted('site', wanted('seat')), bundle].map(levelsBelow)).toEqual([0, 1, 2]);
  });
});
