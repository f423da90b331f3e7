import { expect, it } from 'vitest';
import { storeUseOf } from './store-use.ts';

it('reads open breakers, and the decisions of the store but not those of the process', () => {
  const text = [
    '# TYPE redis_breaker_open gauge',
    'redis_breaker_open{store="entries"} 1',
    'redis_breaker_open{store="coordination"} 0',
    'redis_rate_limit_total{quota="tenantTotal",outcome="admitted"} 7',
    'redis_rate_limit_total{quota="tenantTotal",outcome="local-admitted"} 40',
    'redis_rate_limit_total{outcome="admitted",quota="userSimulation"} 2',
  ].join('\n');
  expect(storeUseOf(text)).toEqual({ open: 1, decisions: 9 });
});
