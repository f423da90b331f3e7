import { describe, expect, it } from 'vitest';
import { currentScope } from './request-scope.ts';
import { startRequestTrace } from './request-trace.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the trace of a request', () => {
  it('goes on from the caller, as a new span', () => {
    const { traceId, traceparent } = startRequestTrace({ traceparent: `00-${TRACE}-${SPAN}-01` });
    expect(traceId).toBe(TRACE);
    expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(traceparent).not.toContain(SPAN);
  });

  it('is known to all that the request awaits, and to nothing else', async () => {
    const [one, other] = [startRequestTrace({}), startRequestTrace({})];
    const seen = ({ run }: typeof one) =>
      run(async () => {
        await Promise.resolve();
        return currentScope()?.traceparent;
      });
    expect(await Promise.all([seen(one), seen(other)])).toEqual([one.traceparent, other.traceparent]);
    expect(currentScope()?.traceparent).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    'garbage',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\r\nx: y`,
    [`00-${TRACE}-${SPAN}-01`],
  ])('starts anew for the traceparent %j', (traceparent) => {
    const trace = startRequestTrace({ traceparent });
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe(TRACE);
    expect(trace.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });
});
