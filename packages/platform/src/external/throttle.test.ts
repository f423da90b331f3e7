import type { LimitAsk, Limits } from '@quotewright/acceleration';
import { tenantId } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import type { ExternalOperation } from './external-system.ts';
import { externalThrottle } from './throttle.ts';

const operation: ExternalOperation = {
  method: 'GET',
  path: '/',
  repeatable: true,
  deadline: 1,
  attemptTimeout: 1,
  attempts: 1,
};
const billing = {
  name: 'billing-core',
  operations: { activate: operation, health: { ...operation, share: 0.1 } },
  throttle: { units: 100, window: 1_000, burst: 50, reserved: 0.2, tenantShare: 0.5 },
};

describe('the throttle of an external system', () => {
  async function usesOf(name: string, priority: 'high' | 'normal') {
    const asks: LimitAsk[] = [];
    const limits: Limits = {
      async take(ask) {
        asks.push(ask);
        return { kind: 'admitted', source: 'store', states: [] };
      },
    };
    expect(await externalThrottle(limits, billing)(name, tenantId('acme'), priority)).toBe(0);
    return asks.flatMap(({ uses }) =>
      uses.map(({ quota, parts }) => [quota.name, parts.join(' '), quota.units, quota.burst]),
    );
  }

  it('counts a call against the whole, its tenant, and what is not kept for those who are urgent', async () => {
    const all = [
      ['external.system', 'billing-core', 100, 50],
      ['external.tenant', 'billing-core acme', 50, 25],
    ];
    expect(await usesOf('activate', 'high')).toEqual(all);
    expect(await usesOf('activate', 'normal')).toEqual([
      ...all,
      ['external.ordinary', 'billing-core', 80, 40],
    ]);
  });

  it('counts an operation that has a share of its own against that, too', async () => {
    expect(await usesOf('health', 'normal')).toContainEqual([
      'external.operation',
      'billing-core health',
      10,
      5,
    ]);
  });

  it('is short for as long as the one that is short for longest', async () => {
    const states: never[] = [];
    const quota = { name: 'external.tenant', units: 1, window: 1, burst: 1 };
    const limits: Limits = {
      take: async () => ({ kind: 'refused', source: 'store', by: quota, retryAfter: 12.3, states }),
    };
    expect(await externalThrottle(limits, billing)('activate', tenantId('acme'), 'normal')).toBe(13);
  });
});
