import { describe, expect, it } from 'vitest';
import { turns } from './turns.ts';

describe('turns', () => {
  it('let only so many work at a time, in the order in which they came', async () => {
    const take = turns(2);
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const begun: number[] = [];
    const all = gates.map((gate, at) =>
      take(async () => {
        begun.push(at);
        await gate.promise;
        return at;
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve();
    await all[1];
    await expect.poll(() => begun).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  });

  it('pass on after a failure', async () => {
    const take = turns(1);
    const failing = take(() => Promise.reject(new Error('no')));
    const next = take(async () => 'done');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
