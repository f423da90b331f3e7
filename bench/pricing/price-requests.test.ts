import { describe, expect, it } from 'vitest';
import { newRequests, withOneChanged } from './price-requests.ts';

describe('requests to be priced', () => {
  it('have no line that was in another one', () => {
    const requests = newRequests(1_000);
    const all = Array.from({ length: 5 }, () => requests.next(1_000)).flatMap(({ lines }) => lines);
    const contents = all.map(({ id: _id, ...line }) => JSON.stringify(line));
    expect(new Set(contents).size).toBe(5_000);
  });

  it('differ in one line after a change', () => {
    const request = newRequests(1_000).next(100);
    const changed = withOneChanged(request);
    expect(changed.lines.filter((line, at) => line !== request.lines[at])).toHaveLength(1);
  });
});
