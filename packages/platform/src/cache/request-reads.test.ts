import { createStoreBudget, LIMIT_PATIENCE } from '@quotewright/acceleration';
import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../postgres/tx.ts';
import { type RequestScope, runInScope } from '../telemetry/request-scope.ts';
import { budgetOf } from './request-reads.ts';

describe('the time that reads of a request may wait for the store', () => {
  const clock = new ManualClock();
  const tx = {} as Tx;
  const make = () => createStoreBudget(clock, 48);

  it('leaves the limiter its part until the request was counted', () => {
    const scope: RequestScope = { traceparent: '' };
    runInScope(scope, () => {
      const reads = budgetOf(tx, make);
      reads.begin(clock.monotonic());
      clock.advance(1_000);
      reads.end(clock.monotonic());
      expect(budgetOf(tx, make).left).toBe(0);
    });
    runInScope({ traceparent: '' }, () => expect(budgetOf(tx, make).left).toBe(48 - LIMIT_PATIENCE));
    runInScope({ traceparent: '', isCharged: true }, () => expect(budgetOf(tx, make).left).toBe(48));
  });

  it('is all of it outside of requests', () => {
    expect(budgetOf(tx, make).left).toBe(48);
  });
});
