import { describe, expect, it } from 'vitest';
import { rateHeaders } from './rate-headers.ts';

const quota = (name: string, burst: number) => ({ name, units: 600, window: 60_000, burst });

describe('the headers of quotas', () => {
  it('name all of them, and the tightest in the older form', () => {
    expect(
      rateHeaders([
        { quota: quota('tenantTotal', 1_000), remaining: 900, resetAfter: 10_000 },
        { quota: quota('userSimulation', 100), remaining: 5, resetAfter: 9_001 },
      ]),
    ).toEqual({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '5',
      'x-ratelimit-reset': '10',
      ratelimit: '"tenantTotal";r=900;t=10, "userSimulation";r=5;t=10',
      'ratelimit-policy': '"tenantTotal";q=600;w=60, "userSimulation";q=600;w=60',
    });
  });

  it('are absent where nothing was counted', () => {
    expect(rateHeaders([])).toEqual({});
  });
});
