import { describe, expect, it } from 'vitest';
import { turnstile } from './turnstile.ts';

describe('a turnstile', () => {
  it('lets one in at a time, in the order they came', async () => {
    const { enter } = turnstile(1_000);
    const order: number[] = [];
    let inside = 0;
    await Promise.all(
      [1, 2, 3, 4].map(async (each) => {
        const leave = await enter();
        inside += 1;
        expect(inside).toBe(1);
        await Promise.resolve();
        order.push(each);
        inside -= 1;
        leave();
      }),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('sends away who waited too long, and goes on with the others', async () => {
    const { enter } = turnstile(10);
    const leave = await enter();
    await expect(enter()).rejects.toMatchObject({ code: 'DATABASE_BUSY', kind: 'unavailable' });
    const next = enter();
    leave();
    await expect(next).resolves.toBeTypeOf('function');
  });

  it('counts a turn that is ended twice once', async () => {
    const { enter } = turnstile(10);
    const leave = await enter();
    const second = enter();
    leave();
    leave();
    await second;
    await expect(enter()).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  });
});
