import { describe, expect, it } from 'vitest';
import { boundedWork } from './bounded-work.ts';

describe('bounded work', () => {
  it('refuses at once what comes on top of those who run and wait, and takes it when one has ended', async () => {
    const bounded = boundedWork(2, 1);
    const ends: (() => void)[] = [];
    const task = () => new Promise<void>((resolve) => ends.push(resolve));
    const [first, second, third] = [bounded(task), bounded(task), bounded(task)];
    expect([first, second, third]).not.toContain(undefined);
    expect(ends).toHaveLength(2);
    expect(bounded(task)).toBeUndefined();
    ends[0]?.();
    await first;
    expect(ends).toHaveLength(3);
    const fourth = bounded(task);
    expect(fourth).toBeDefined();
    expect(bounded(task)).toBeUndefined();
    for (const end of ends) end();
    await Promise.all([second, third]);
    ends.at(-1)?.();
    await fourth;
  });

  it('has the place of what failed again', async () => {
    const bounded = boundedWork(1, 0);
    for (const _ of [1, 2]) {
      await expect(bounded(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
  });
});
