import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { keyMaker } from '../keys/key-maker.ts';
import { literal } from '../keys/key-part.ts';
import { namespaceOf } from '../keys/namespace.ts';
import { Quarantine } from './quarantine.ts';

const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });
const family = {
  name: 'a.b',
  system: 'x',
  service: 'y',
  tenantScope: 'tenant',
  key: [literal('k')],
} as const;
const key = keyMaker(namespace, family)('acme', {});

describe('a category that keeps differing from the truth', () => {
  it('is taken out of use at the third time, and again at the next one where that has failed', async () => {
    const imposed: unknown[] = [];
    let fails = true;
    const quarantine = new Quarantine({
      clock: new ManualClock('2026-03-01T09:00:00.000Z'),
      async impose(scope) {
        imposed.push(scope);
        if (fails) throw new Error('no database now');
      },
    });
    const diverged = async (times: number) => {
      for (let time = 0; time < times; time += 1) quarantine.diverged(key);
      await new Promise(setImmediate);
    };
    await diverged(2);
    expect(imposed).toEqual([]);
    await diverged(1);
    expect(imposed).toEqual([{ category: 'a.b', tenant: 'acme' }]);
    fails = false;
    await diverged(1);
    expect(imposed).toHaveLength(2);
    await diverged(2);
    expect(imposed).toHaveLength(2);
  });
});
